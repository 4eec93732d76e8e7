"""What was pressed while signed out is done once, by whoever came through the door."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, connection
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts import pending, tasks
from accounts.models import PendingAction
from accounts.models.pending import LIFE
from mailroom import addresses
from mailroom.models import Letter
from tests.accounts import doors
from tests.petitions.test_races import forty_at_once

KIND, BACK, THERE = (
    "tests.say",
    "/campaigns/one/?page=2#comment-form",
    "/petitions/7/#said",
)
TEXT = "Let them in.\nAll of them."


class Said:
    """A kind whose app writes down what it was asked to do."""

    def __init__(self):
        self.done = []
        self.refusal = ""
        self.fault = None
        self.where = THERE

    def __call__(self, user, payload):
        if self.refusal:
            raise pending.Refused(self.refusal)
        if self.fault:
            raise self.fault
        self.done.append((user.email, payload))
        return self.where


@pytest.fixture
def said(monkeypatch):
    monkeypatch.setattr(pending, "_kinds", {})
    said = Said()
    pending.register(KIND, said)
    return said


@pytest.fixture
def cy(db):
    return doors.make_reader()


@pytest.fixture
def press(client):
    """Press while signed out; gives the row."""

    def go(browser=client, back=BACK, typed=None, **payload):
        request = HttpRequest()
        request.session = browser.session
        action = pending.save(
            request, KIND, payload or {"text": TEXT}, back, typed=typed
        )
        request.session.save()
        browser.cookies["sessionid"] = request.session.session_key
        return action

    return go


@pytest.fixture
def come_in(client, cy, mailoutbox):
    return lambda browser=client, **fields: doors.come_in(browser, mailoutbox, **fields)


def kept(action):
    action.refresh_from_db()
    return action


def test_it_is_done_for_who_comes_through_the_door(said, press, come_in, cy):
    action = press()
    answer = come_in()

    assert (answer.status_code, answer.url) == (302, THERE)
    assert said.done == [("cy@example.org", {"text": TEXT})]
    assert kept(action).reader == cy


def test_nothing_is_done_before(said, press, client, cy, mailoutbox):
    action = press()
    doors.ask_for_code(client, mailoutbox)
    client.get(pending.door(action))

    assert said.done == []
    assert kept(action).reader is None


def test_who_pressed_nothing_goes_where_the_door_leads(said, come_in):
    assert come_in(next="/campaigns/one/").url == "/campaigns/one/"


def test_with_no_place_of_its_own_it_leads_back_where_it_was_pressed(
    said, press, come_in
):
    said.where = ""
    press()

    assert come_in().url == BACK


def test_wrong_codes_do_not_lose_it(said, press, client, cy, mailoutbox, come_in):
    press()
    doors.ask_for_code(client, mailoutbox)
    for _ in range(5):
        client.post(doors.CODE, {"code": "WRNG-CODE"})
    assert said.done == []
    Letter.objects.all().delete()

    assert come_in().url == THERE
    assert len(said.done) == 1


def test_a_code_that_is_too_old_does_not_lose_it(
    said, press, client, cy, mailoutbox, come_in, monkeypatch
):
    press()
    code = doors.ask_for_code(client, mailoutbox)
    with monkeypatch.context() as later:
        now = time.time()
        later.setattr(time, "time", lambda: now + 2 * 60 * 60)
        client.post(doors.CODE, {"code": code})
    assert said.done == []
    Letter.objects.all().delete()

    assert come_in().url == THERE
    assert len(said.done) == 1


def test_what_was_done_is_not_done_at_the_next_sign_in(said, press, come_in, client):
    press()
    come_in()
    client.post("/accounts/logout/")
    Letter.objects.all().delete()
    come_in()

    assert len(said.done) == 1


def test_a_second_tab_is_led_to_the_same_place(said, press, come_in, client, cy):
    action = press()
    come_in()
    other = Client()
    Letter.objects.all().delete()
    answer = come_in(other, action=str(action.pk))

    assert len(said.done) == 1
    assert action.get_absolute_url() == answer.url
    assert other.get(answer.url).url == THERE


def test_each_tabs_form_does_its_own(said, press, come_in):
    first, second = press(text="first"), press(text="second")
    come_in(action=str(first.pk))

    assert [payload["text"] for _, payload in said.done] == ["first"]
    assert kept(second).is_waiting


def test_the_newest_is_done_when_no_form_says_which(said, press, come_in):
    press(text="first")
    press(text="second")
    come_in()

    assert [payload["text"] for _, payload in said.done] == ["second"]


def test_another_browser_goes_on_with_the_address_that_was_typed(said, press, come_in):
    action = press(typed=addresses.parse("CY@example.org"))

    assert come_in(Client(), action=str(action.pk)).url == THERE
    assert len(said.done) == 1


def test_another_browser_with_another_address_must_press_once_more(
    said, press, come_in
):
    """A link that somebody else made must not speak in this reader's name."""
    action = press(typed=addresses.parse("mallory@example.org"))
    browser = Client()
    answer = come_in(browser, action=str(action.pk))

    assert answer.url == action.get_absolute_url()
    assert said.done == []
    page = browser.get(answer.url).content.decode()
    assert "Let them in.<br>All of them." in page
    assert browser.post(answer.url).url == THERE
    assert said.done == [("cy@example.org", {"text": TEXT})]


def test_without_a_typed_address_another_browser_must_press_once_more(
    said, press, come_in
):
    action = press()

    assert come_in(Client(), action=str(action.pk)).url == action.get_absolute_url()
    assert said.done == []


def test_opening_its_page_does_nothing(said, press, client, cy):
    action = press()
    client.force_login(cy)
    for _ in range(3):
        assert client.get(action.get_absolute_url()).status_code == 200

    assert said.done == []


def test_another_site_cannot_press_the_button(said, press, cy):
    action = press()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cy)

    assert browser.post(action.get_absolute_url()).status_code == 403
    assert said.done == []


def test_its_page_is_for_who_is_signed_in(said, press, client, db):
    action = press()

    assert client.get(action.get_absolute_url()).status_code == 302
    assert client.post(action.get_absolute_url()).status_code == 302
    assert said.done == []


def test_what_belongs_to_a_reader_is_nobody_elses(said, press, come_in, client):
    said.refusal = "No."
    action = press()
    come_in()
    browser = Client()
    browser.force_login(doors.make_reader("eve@example.org"))

    assert browser.get(action.get_absolute_url()).status_code == 404
    assert browser.post(action.get_absolute_url()).status_code == 404


def test_a_refusal_is_told_and_the_text_stays_to_be_copied(
    said, press, come_in, client
):
    said.refusal = "This discussion has closed."
    action = press()
    answer = come_in()
    page = client.get(answer.url).content.decode()

    assert answer.url == action.get_absolute_url()
    assert "This discussion has closed." in page
    assert "Let them in.<br>All of them." in page
    assert f'href="{BACK.replace("&", "&amp;")}"' in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_what_was_refused_is_not_tried_again(said, press, come_in, client):
    said.refusal = "No."
    action = press()
    come_in()
    said.refusal = ""
    client.post(action.get_absolute_url())

    assert said.done == []


def test_words_cannot_run_as_markup(said, press, client, cy):
    action = press(text="<script>alert(1)</script>")
    client.force_login(cy)

    assert "<script>alert" not in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("fault", [RuntimeError, IntegrityError])
def test_a_fault_of_ours_lets_the_reader_in_and_leaves_it_to_be_tried_again(
    said, press, come_in, client, monkeypatch, fault
):
    said.fault = fault(TEXT)
    written = []
    monkeypatch.setattr(
        pending.logger, "exception", lambda *words: written.append(words)
    )
    action = press()
    answer = come_in()

    assert answer.url == action.get_absolute_url()
    assert client.session["_auth_user_id"]
    assert [words[1] for words in written] == [action.pk]
    said.fault = None
    assert client.post(answer.url).url == THERE
    assert len(said.done) == 1


def test_a_kind_that_nobody_offers_any_more_is_refused(press, come_in, client, cy):
    action = press()
    answer = come_in()

    assert answer.url == action.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "no longer offers" in page
    assert "Let them in." in page


def test_after_two_days_it_is_not_done_any_more(said, press, come_in, client):
    action = press()
    PendingAction.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = come_in()

    assert said.done == []
    page = client.get(answer.url).content.decode()
    assert "too old" in page
    assert "Let them in." in page
    client.post(action.get_absolute_url())
    assert said.done == []


def test_it_lives_for_two_days(said, press, db):
    left = press().expires_at - timezone.now()

    assert timedelta(hours=47, minutes=59) < left <= LIFE


def test_what_was_done_leaves_no_text_behind(said, press, come_in):
    action = press()
    come_in()

    assert kept(action).payload == {}


def test_the_nightly_task_deletes_what_is_over_and_nothing_else(said, press, db):
    old, done, young = press(), press(), press()
    over = timezone.now() - timedelta(seconds=1)
    PendingAction.objects.filter(pk__in=[old.pk, done.pk]).update(expires_at=over)
    PendingAction.objects.filter(pk=done.pk).update(consumed_at=over)
    tasks.purge_pending()

    assert list(PendingAction.objects.all()) == [young]


def test_the_task_is_on_the_schedule(settings):
    assert "accounts.tasks.purge_pending" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


@pytest.mark.parametrize("letter", ["a", "й", "𝔘"])
def test_the_longest_comment_of_any_script_is_kept(said, press, db, letter):
    assert press(text=letter * 5000).payload["text"] == letter * 5000


def test_more_is_not_kept_for_somebody_whom_nobody_knows(said, press, db):
    with pytest.raises(pending.TooLong):
        press(text="a" * pending.LONGEST_PAYLOAD_BYTES)

    assert not PendingAction.objects.exists()


@pytest.mark.parametrize(
    "trick", ["https://evil.example/", "//evil.example", "/\\evil", "/" + "a" * 500]
)
def test_it_leads_to_no_other_site(said, press, db, trick):
    assert press(back=trick).back_to == "/"


@pytest.mark.parametrize("trick", ["", "1", "x" * 36, "00000000-0000-0000-0000-0"])
def test_a_made_up_id_is_nothing(said, come_in, trick):
    assert come_in(action=trick, next="/campaigns/one/").url == "/campaigns/one/"


def test_a_session_keeps_a_few_ids_only(said, press, client, db):
    for _ in range(pending.MOST_IN_SESSION + 3):
        press()

    assert len(client.session[pending.SESSION_KEY]) == pending.MOST_IN_SESSION


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_at_once_do_it_once(said):
    cy = doors.make_reader()
    request = HttpRequest()
    request.session = SessionStore()
    action = pending.save(request, KIND, {"text": TEXT}, BACK)

    answers = forty_at_once(lambda: pending.do(action.pk, cy))

    assert set(answers) == {THERE}
    assert len(said.done) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_breaks_takes_its_effects_along(said):
    """What the app stored and the mark that it was done go or stay together."""
    cy = doors.make_reader()
    request = HttpRequest()
    request.session = SessionStore()
    action = pending.save(request, KIND, {"text": TEXT}, BACK)

    def store_then_break(user, payload):
        user.display_name = "half done"
        user.save()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise IntegrityError

    pending.register(KIND, store_then_break)
    assert pending.do(action.pk, cy) == action.get_absolute_url()

    cy.refresh_from_db()
    assert cy.display_name == "Cy"
    assert kept(action).is_waiting
