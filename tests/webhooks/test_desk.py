"""Webhooks at the desk: owners make and send again, editors look, others do not."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.models import DeskSession
from tests import factories
from tests.parts import receiver as parts
from webhooks import delivery, sealing
from webhooks.models import Delivery, Endpoint, Event

LIST = "/admin/webhooks/endpoint/"
DELIVERIES = "/admin/webhooks/delivery/"
FORM = {
    "name": "Newsletter",
    "url": "https://hooks.example.org/clarion",
    "wants_milestones": "on",
}
BUTTONS = ("pause", "resume", "test", "rotate", "end-old-secret", "secret", "resend")


@pytest.fixture
def desk(client, db):
    """Olu's browser, who owns the desk."""
    return factories.at_the_desk(client, factories.make_olu())


@pytest.fixture
def editor(db):
    return factories.at_the_desk(Client(), factories.make_bo())


@pytest.fixture
def endpoint(db):
    return factories.make_endpoint()


def page_of(endpoint):
    return f"{LIST}{endpoint.pk}/change/"


def press(browser, endpoint, button):
    return browser.post(f"{LIST}{endpoint.pk}/{button}/", follow=True)


def text(answer):
    return answer.content.decode()


def make_delivery(endpoint, **changes):
    event = Event.objects.create(kind="story.published", subject="/x/", data={"a": 1})
    return Delivery.objects.create(event=event, endpoint=endpoint, **changes)


# Making and changing


def test_an_owner_makes_one_and_is_led_to_its_secret(desk):
    page = desk.post(f"{LIST}add/", FORM, follow=True)

    made = Endpoint.objects.get()
    assert page.redirect_chain[-1][0] == page_of(made)
    assert "Nobody has seen this endpoint’s secret yet." in text(page)
    assert (made.wants_milestones, made.wants_states, made.state) == (
        *(True, False, "active"),
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.org/", "begins with https://"),
        ("https://10.0.0.1/", "inside a private network"),
        ("https://a:b@hooks.example.org/", "before the @"),
        ("https://hooks.example.org:25/", "Use port 443"),
        ("hooks.example.org", "Give the whole address"),
        ("https://2130706433/", "Give the whole address"),
    ],
)
def test_a_bad_address_is_said_beside_its_field(desk, url, said):
    page = desk.post(f"{LIST}add/", FORM | {"url": url})

    assert said in text(page)
    assert f'value="{url}"' in text(page)
    assert not Endpoint.objects.exists()


def test_one_that_wants_nothing_is_not_made(desk):
    page = desk.post(f"{LIST}add/", FORM | {"wants_milestones": ""})

    assert "Choose at least one event." in text(page)


def test_there_are_no_more_than_twenty(desk):
    for number in range(20):
        factories.make_endpoint(name=str(number))

    assert "20 endpoints already" in text(desk.post(f"{LIST}add/", FORM))
    assert Endpoint.objects.count() == 20


def test_the_address_can_be_changed(desk, endpoint):
    desk.post(page_of(endpoint), FORM | {"url": "https://new.example.org/"})

    endpoint.refresh_from_db()
    assert endpoint.url == "https://new.example.org/"


def test_one_can_be_deleted_with_its_deliveries(desk, endpoint):
    make_delivery(endpoint)
    page = desk.get(f"{LIST}{endpoint.pk}/delete/")
    assert "Deliveries: 1" in text(page)
    desk.post(f"{LIST}{endpoint.pk}/delete/", {"post": "yes"})

    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()


# The secret


def test_the_secret_is_shown_once(desk, endpoint):
    secret = sealing.shown(bytes(endpoint.salt))
    answer = press(desk, endpoint, "secret")
    assert secret in text(answer)
    assert "no-store" in answer["Cache-Control"]

    again = press(desk, endpoint, "secret")
    assert secret not in text(again)
    assert "The secret was shown before." in text(again)
    assert secret not in text(desk.get(page_of(endpoint)))


def test_a_new_secret_is_shown_once_too_and_both_are_good(desk, endpoint):
    press(desk, endpoint, "secret")
    old = bytes(endpoint.salt)
    page = press(desk, endpoint, "rotate")

    endpoint.refresh_from_db()
    assert endpoint.salts == [bytes(endpoint.salt), old]
    assert "with the new secret and with the old one" in text(page)
    assert sealing.shown(bytes(endpoint.salt)) in text(press(desk, endpoint, "secret"))
    press(desk, endpoint, "end-old-secret")
    endpoint.refresh_from_db()
    assert len(endpoint.salts) == 1


# Its buttons


def test_pausing_and_resuming(desk, endpoint):
    press(desk, endpoint, "pause")
    endpoint.refresh_from_db()
    assert endpoint.state == "paused"
    assert "has moved on" in text(press(desk, endpoint, "pause"))

    press(desk, endpoint, "resume")
    endpoint.refresh_from_db()
    assert endpoint.state == "active"


@pytest.mark.parametrize("state", ["failing", "gone"])
def test_one_that_the_site_stopped_says_why_and_can_be_resumed(desk, endpoint, state):
    then = timezone.now() - timedelta(days=6)
    Endpoint.objects.update(state=state, failing_since=then)
    assert "resume" in text(desk.get(page_of(endpoint)))

    press(desk, endpoint, "resume")
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since) == ("active", None)


def test_a_test_event_goes_to_this_one_alone(desk, endpoint):
    Endpoint.objects.update(wants_stories=False)
    factories.make_endpoint(name="Other")
    press(desk, endpoint, "test")

    (sent,) = Delivery.objects.all()
    assert (sent.endpoint, sent.event.kind) == (endpoint, "webhook.test")


def test_a_test_event_waits_for_an_endpoint_to_be_active(desk, endpoint):
    Endpoint.objects.update(state="paused")
    press(desk, endpoint, "test")

    assert not Delivery.objects.exists()


def test_a_test_event_tells_how_the_other_program_answers(
    desk, receiver, url_of, endpoint
):
    receiver.answer = parts.status(500, body=b"<b>no room</b>")
    Endpoint.objects.update(url=url_of(receiver))
    press(desk, endpoint, "test")
    delivery.send_due()

    page = text(desk.get(page_of(endpoint)))
    assert "webhook.test" in page
    assert "&lt;b&gt;no room&lt;/b&gt;" in page
    assert "it answered with an error" in page


def test_every_press_is_on_record(desk, endpoint):
    for button in ("pause", "resume", "rotate", "secret"):
        press(desk, endpoint, button)

    assert LogEntry.objects.count() == 4


# Deliveries


def test_a_failed_one_is_sent_again(desk, endpoint):
    failed = make_delivery(endpoint, state="failed", attempts=10)
    page = desk.post(f"{DELIVERIES}{failed.pk}/resend/", follow=True)
    assert "1 delivery is sent again" in text(page)

    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    page = desk.post(f"{DELIVERIES}{failed.pk}/resend/", follow=True)
    assert "0 deliveries are sent again" in text(page)


def test_all_that_failed_are_sent_again_by_one_button(desk, endpoint):
    for _ in range(3):
        make_delivery(endpoint, state="failed")
    assert "3 deliveries were given up" in text(desk.get(page_of(endpoint)))

    assert "3 deliveries are sent again" in text(press(desk, endpoint, "resend"))
    assert Delivery.objects.waiting().count() == 3


def test_some_are_sent_again_from_the_list(desk, endpoint):
    chosen = [make_delivery(endpoint, state="failed").pk for _ in range(2)]
    make_delivery(endpoint, state="failed")
    fields = {"action": "send_again", "_selected_action": chosen}
    page = desk.post(DELIVERIES, fields, follow=True)

    assert "2 deliveries are sent again" in text(page)
    assert Delivery.objects.failed().count() == 1


def test_the_page_of_one_shows_what_is_sent_and_what_came_back(desk, endpoint):
    done = make_delivery(endpoint, state="delivered", status_code=200, answer="<i>ok")
    page = text(desk.get(f"{DELIVERIES}{done.pk}/change/"))

    assert "&quot;type&quot;: &quot;story.published&quot;" in page
    assert "&lt;i&gt;ok" in page


def test_deliveries_are_never_changed_or_deleted(desk, endpoint):
    done = make_delivery(endpoint, state="delivered")
    desk.post(f"{DELIVERIES}{done.pk}/change/", {"state": "failed"})
    desk.post(f"{DELIVERIES}{done.pk}/delete/", {"post": "yes"})
    desk.post(f"{DELIVERIES}add/", {"state": "failed"})

    assert Delivery.objects.get().state == "delivered"


# Words for who comes first


def test_the_empty_list_says_what_an_endpoint_is(desk):
    page = text(desk.get(LIST))

    assert "No other program is told anything yet." in page
    assert "No reader’s data is ever in it." in page


def test_an_endpoint_that_was_told_nothing_says_so(desk, endpoint):
    assert "Nothing has been sent yet." in text(desk.get(page_of(endpoint)))


# Who may


def test_an_editor_looks_and_presses_nothing(editor, endpoint):
    failed = make_delivery(endpoint, state="failed")
    pages = [LIST, page_of(endpoint), DELIVERIES, f"{DELIVERIES}{failed.pk}/change/"]
    for path in pages:
        assert editor.get(path).status_code == 200
    page = text(editor.get(page_of(endpoint)))
    for word in ("Show the secret", "Pause", "Send all", "Make a new secret"):
        assert word not in page
    before = list(Endpoint.objects.values())

    for button in BUTTONS:
        assert editor.post(f"{LIST}{endpoint.pk}/{button}/").status_code == 403
    assert editor.post(f"{DELIVERIES}{failed.pk}/resend/").status_code == 403
    assert editor.post(f"{LIST}add/", FORM).status_code == 403
    assert editor.post(page_of(endpoint), FORM).status_code == 403
    assert list(Endpoint.objects.values()) == before
    assert Delivery.objects.get().state == "failed"


def test_others_of_the_staff_and_strangers_see_nothing(endpoint, client):
    dee = factories.at_the_desk(Client(), factories.make_dee())
    for path in (LIST, page_of(endpoint), DELIVERIES):
        assert dee.get(path).status_code == 403
        assert client.get(path).status_code == 302
    for button in BUTTONS:
        assert dee.post(f"{LIST}{endpoint.pk}/{button}/").status_code == 403
        assert client.post(f"{LIST}{endpoint.pk}/{button}/").status_code == 302


def test_following_a_link_presses_nothing(desk, endpoint):
    for button in BUTTONS:
        assert desk.get(f"{LIST}{endpoint.pk}/{button}/").status_code == 405


@pytest.mark.parametrize("button", ["rotate", "secret"])
def test_a_secret_waits_for_a_fresh_second_step(desk, endpoint, button):
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    answer = desk.post(f"{LIST}{endpoint.pk}/{button}/")

    assert answer.url == "/admin/check/"
    endpoint.refresh_from_db()
    assert not endpoint.is_secret_shown
    assert endpoint.old_salt is None


def test_a_new_address_waits_for_a_fresh_second_step(desk, endpoint):
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    for path in (f"{LIST}add/", page_of(endpoint), f"{LIST}{endpoint.pk}/delete/"):
        assert desk.post(path, FORM).url == "/admin/check/"

    assert Endpoint.objects.get().url == endpoint.url
