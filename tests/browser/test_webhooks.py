"""An owner tells another program of what happens, in a real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import Opener, sign_in
from tests.parts.receiver import Receiver, status
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]


@pytest.fixture
def receiver():
    started = Receiver()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def ada(site: Site, new_page: Opener) -> Page:
    page = new_page(base_url=site.url)
    sign_in(site, page)
    return page


def test_an_endpoint_is_made_tried_out_and_sent_to_again(
    site: Site, ada: Page, receiver: Receiver
):
    ada.goto("/admin/webhooks/endpoint/add/")
    ada.get_by_label("Name").fill("Morning newsletter")
    ada.get_by_label("Address").fill("https://169.254.169.254/latest/meta-data/")
    ada.get_by_role("button", name="Save", exact=True).click()
    expect(ada.get_by_text("inside a private network")).to_be_visible()
    ada.get_by_label("Address").fill(receiver.url)
    ada.get_by_role("button", name="Save", exact=True).click()

    ada.get_by_role("button", name="Show the secret, once").click()
    expect(ada.get_by_text(re.compile(r"^whsec_\S+=$"))).to_be_visible()
    ada.get_by_role("link", name="I have it; back to the endpoint").click()
    expect(ada.get_by_role("button", name="Show the secret, once")).to_have_count(0)

    receiver.answer = status(503, body=b"no room in the inn")
    ada.get_by_role("button", name="Send a test event").click()
    site.wait_for(lambda: receiver.heard, 30, what="it is heard")
    answer = ada.get_by_text("no room in the inn")
    site.wait_for(lambda: ada.reload() and answer.count(), 30, what="told at the desk")

    receiver.answer = status(204)
    ada.get_by_role("link", name="webhook.test").first.click()
    ada.get_by_role("button", name=re.compile("Try now|Send again")).click()
    site.wait_for(lambda: len(receiver.heard) > 1, 30, what="it is heard again")
    assert len({heard.event["id"] for heard in receiver.heard}) == 1
    done = ada.get_by_text("delivered", exact=True)
    site.wait_for(lambda: ada.reload() and done.count(), 30, what="it is done")
