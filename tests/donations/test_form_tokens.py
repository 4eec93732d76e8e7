"""A gift begins on our page, by somebody who had the time to fill it in."""

import re

import pytest
from django.test import Client

from donations import form_tokens
from donations.models import Donation
from tests import factories
from tests.accounts import doors
from tests.donations.giving import drawn, press

PAGE = "/donate/refugees-welcome/"
DAY = 24 * 60 * 60
TYPED = {"amount": "other", "other": "12.50", "name": "Ada Field", "show_name": "on"}
TYPED |= {"wall_name": "Ada F.", "cover_fee": "on"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def token_in(page):
    return re.search(r'name="form_token" value="([^"]+)"', page)[1]


def forged(channel):
    token = drawn(channel)[form_tokens.FIELD]
    return {form_tokens.FIELD: token[:-1] + ("A" if token[-1] != "A" else "B")}


def test_the_page_holds_the_mark_and_stays_the_same_for_everybody(checkout):
    answers = [Client().get(PAGE) for _ in range(2)]
    client = Client()
    client.force_login(doors.make_reader("ada@example.org"))
    answers.append(client.get(PAGE))

    assert len({answer.content for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)
    token = token_in(answers[0].content.decode())
    assert form_tokens.judge(token, checkout) is form_tokens.Verdict.TOO_YOUNG


@pytest.mark.parametrize("age", [form_tokens.YOUNGEST_SECONDS + 1, DAY, 2 * DAY])
def test_a_page_of_minutes_or_days_ago_begins_a_gift(checkout, age):
    assert press(checkout, **drawn(checkout, age=age)).status_code == 302
    assert Donation.objects.count() == 1


def sent_badly(checkout, how):
    """What a form is sent with that is none of ours, or not now."""
    return {
        "missing": {form_tokens.FIELD: ""},
        "forged": forged(checkout),
        "nonsense": {form_tokens.FIELD: "١:😀:::"},
        "of another way to give": drawn(
            factories.make_channel(
                campaign=checkout.campaign, kind="checkout", url="", title="Another"
            )
        ),
        "too young": drawn(checkout, age=0),
        "too old": drawn(checkout, age=4 * DAY),
    }[how]


WORDS = {
    "too young": "quicker than people type",
    "too old": "open for days",
}


@pytest.mark.parametrize(
    "how",
    ["missing", "forged", "nonsense", "of another way to give", *WORDS],
)
def test_another_form_charges_nothing_and_loses_nothing(checkout, how):
    answer = press(checkout, **(TYPED | sent_badly(checkout, how)))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert not Donation.objects.exists()
    assert "Nothing was charged" in page
    assert WORDS.get(how, "did not come from this page") in page
    for typed in ("12.50", "Ada Field", "Ada F.", "ada@example.org"):
        assert f'value="{typed}"' in page
    for ticked in ("cover_fee", "show_name"):
        assert re.search(rf'<input[^>]*name="{ticked}"[^>]* checked', page)


@pytest.mark.parametrize("how", ["missing", "too old"])
def test_the_form_that_was_drawn_anew_begins_the_gift(checkout, how, monkeypatch):
    page = press(checkout, **sent_badly(checkout, how)).content.decode()
    again = {form_tokens.FIELD: token_in(page.split("checkout/")[1])}
    monkeypatch.setattr(form_tokens, "YOUNGEST_SECONDS", -1)

    assert press(checkout, **again).status_code == 302


def test_a_form_that_came_too_soon_keeps_its_mark_which_ripens(checkout):
    young = drawn(checkout, age=0)
    page = press(checkout, **young).content.decode()

    assert young[form_tokens.FIELD] in page


def test_a_slip_of_the_pen_is_mended_as_quickly_as_one_likes(checkout):
    mark = drawn(checkout)
    answer = press(checkout, amount="other", other="-1", **mark)

    assert answer.status_code == 422
    assert "did not come" not in answer.content.decode()
    assert mark[form_tokens.FIELD] in answer.content.decode()


def test_all_that_is_wrong_is_told_at_once(checkout):
    page = press(checkout, email="", form_token="").content.decode()

    assert "Enter your email address" in page
    assert "did not come from this page" in page


def test_the_other_button_asks_for_the_mark_too(checkout):
    reader = Client()
    reader.force_login(doors.make_reader("ada@example.org"))
    path = f"{PAGE}checkout/{checkout.pk}/as-reader/"
    answers = [
        browser.post(path, {"amount": "1000"} | mark)
        for browser in (reader, Client())
        for mark in ({}, drawn(checkout))
    ]

    assert [answer.status_code for answer in answers] == [422, 302, 422, 302]
