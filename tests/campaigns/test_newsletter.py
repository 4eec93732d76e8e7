"""Letters about a campaign without a signature: asked for, confirmed, stopped."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from campaigns import newsletter, purging
from campaigns.models import Subscription
from mailroom import caps, delivery
from mailroom.addresses import mailbox_key, parse
from mailroom.models import Letter
from petitions.models import Signature
from tests import factories

FORM = "/newsletter/refugees-welcome/"
SENT = f"{FORM}sent/"


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def ask(client, campaign):
    def post(email="ada@example.org", **fields):
        extra = {name: fields.pop(name) for name in list(fields) if name.isupper()}
        return client.post(FORM, {"email": email} | fields, **extra)

    return post


@pytest.fixture
def letter(ask, mailoutbox):
    """Ada asked; her letter."""
    ask()
    delivery.send_due()
    (message,) = mailoutbox
    return message


def path_of(message, about):
    links = re.findall(r"https?://\S+", message.body)
    return next(urlsplit(link).path for link in links if about in link)


def test_the_form_stands_on_the_campaigns_page_for_everybody_alike(client, campaign):
    page = client.get(campaign.url)

    assert f'action="{FORM}"' in page.content.decode()
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert client.get(FORM).status_code == 200


def test_asking_sends_one_letter_and_starts_nothing(ask, mailoutbox):
    assert ask(via="story.12").url == SENT
    delivery.send_due()

    (message,) = mailoutbox
    assert message.to == ["ada@example.org"]
    assert message.subject == "Confirm your address: Refugees Welcome"
    subscription = Subscription.objects.get()
    assert not subscription.is_wanted
    assert subscription.source == "story.12"
    assert "one letter with a link first" in subscription.wording.text
    assert not set("{}") & set(message.body)


def test_one_press_of_the_letters_link_confirms(client, letter):
    path = path_of(letter, "/confirm/")
    page = client.get(path)
    assert "a•••@example.org" in page.content.decode()
    assert not Subscription.objects.get().is_wanted

    answer = client.post(path)
    assert answer.url == f"{FORM}thanks/"
    assert client.get(answer.url).status_code == 200
    assert Subscription.objects.get().is_wanted
    assert client.post(path).status_code == 302


def test_every_address_gets_the_same_answer(client, ask, campaign, mailoutbox):
    """New, waiting, subscribed, signed, stopped, refusing: nobody learns which."""
    petition = factories.make_petition()
    factories.make_subscription(email="known@example.org")
    factories.make_subscription(email="waiting@example.org", confirmed_at=None)
    factories.make_subscription(email="left@example.org", withdrawn_at=timezone.now())
    factories.make_signature(petition, email="signed@example.org", status="confirmed")
    caps.suppress(mailbox_key(parse("never@example.org")))
    answers = {
        (answer.status_code, answer.url, answer.content, tuple(answer.cookies))
        for answer in (
            ask(f"{who}@example.org")
            for who in ("new", "known", "waiting", "left", "signed", "never")
        )
    }

    assert answers == {(302, SENT, b"", ())}


def test_who_has_it_already_is_told_by_letter(ask, mailoutbox):
    factories.make_subscription()
    ask("ADA@Example.org")
    delivery.send_due()

    (message,) = mailoutbox
    assert message.subject == "You already get our letters: Refugees Welcome"
    assert "/newsletter/stop/" in message.body
    assert "/confirm/" not in message.body
    assert Subscription.objects.count() == 1


def test_two_presses_are_one_wish_and_one_letter(ask, mailoutbox):
    for _ in range(3):
        ask()
    delivery.send_due()

    assert Subscription.objects.count() == 1
    assert len(mailoutbox) == 1


def test_who_stopped_must_confirm_anew(client, ask, campaign):
    before = factories.make_subscription(withdrawn_at=timezone.now())
    ask(via="qr.4")
    subscription = Subscription.objects.get()

    assert subscription.pk == before.pk
    assert not subscription.is_wanted
    assert subscription.confirmed_at is None
    assert subscription.withdrawn_at is None
    assert subscription.source == "qr.4"


def test_another_person_cannot_take_the_address_of_a_subscriber_over(ask):
    """The spelling, the source and the time of the first wish stay."""
    before = factories.make_subscription(source="story.1")
    ask("ada@EXAMPLE.org", via="embed.evil.example")
    after = Subscription.objects.get()

    assert (after.email, after.source) == ("ada@example.org", "story.1")
    assert after.given_at == before.given_at


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "ada@example", "a b@example.org"])
def test_a_bad_address_keeps_what_was_typed(ask, typed):
    answer = ask(typed, via="story.12")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f'value="{typed}"' in page or not typed
    assert 'name="via" value="story.12"' in page
    assert "error-summary" in page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("via", ["<b>", "x" * 81, "STORY.1", "a b", "\x00", "é"])
def test_a_source_that_is_none_is_left_out(ask, via):
    assert ask(via=via).status_code == 302

    assert Subscription.objects.get().source == ""


@pytest.mark.parametrize(
    ("referer", "source"),
    [
        ("http://testserver/campaigns/refugees-welcome/?via=embed.blog.org", True),
        ("http://testserver/campaigns/refugees-welcome/", False),
        ("https://evil.example/?via=embed.blog.org", False),
        ("http://[", False),
    ],
)
def test_where_a_reader_came_from_is_read_from_our_own_page(ask, referer, source):
    ask(HTTP_REFERER=referer)

    expected = "embed.blog.org" if source else ""
    assert Subscription.objects.get().source == expected


def test_another_site_cannot_ask(ask):
    assert ask(HTTP_ORIGIN="https://evil.example").status_code == 403
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("slug", ["nowhere", "secret"])
def test_there_is_no_form_for_what_is_not_out(client, db, slug):
    factories.make_campaign(slug="secret", is_published=False)

    assert client.get(f"/newsletter/{slug}/").status_code == 404
    answer = client.post(f"/newsletter/{slug}/", {"email": "ada@example.org"})
    assert answer.status_code == 404


# Limits


def test_somebody_who_is_in_a_hurry_waits_and_keeps_what_they_typed(ask, settings):
    name = "newsletters to a mailbox, for one network"
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {name: [(2, 600)]}
    answers = [ask() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert 'value="ada@example.org"' in answers[-1].content.decode()
    assert ask("bo@example.org").status_code == 302


def test_a_stranger_who_asks_much_keeps_nobody_from_signing_in(ask, client):
    for _ in range(20):
        ask()

    answer = client.post("/accounts/", {"email": "ada@example.org"})
    assert answer.status_code == 302


# Stopping


def test_the_link_of_a_letter_stops_them_with_one_press(client, campaign):
    subscription = factories.make_subscription()
    path = f"/newsletter/stop/{newsletter.token(newsletter.STOP, subscription)}/"
    assert "Stop the letters" in client.get(path).content.decode()
    assert Subscription.objects.get().is_wanted

    # As a mail program's server presses it (RFC 8058).
    answer = Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscription.objects.get().withdrawn_at is not None


def test_stopping_turns_the_signers_switch_off_too(client, campaign):
    petition = factories.make_petition()
    factories.make_signature(petition, status="confirmed", newsletter=True)
    subscription = factories.make_subscription()
    client.post(f"/newsletter/stop/{newsletter.token(newsletter.STOP, subscription)}/")

    assert not Signature.objects.get().newsletter


def test_an_old_letters_link_does_not_start_what_was_stopped(client, letter):
    path = path_of(letter, "/confirm/")
    read_before = Subscription.objects.get()
    newsletter.stop(factories.make_campaign(), parse("ada@example.org"))

    assert client.post(path).status_code == 404
    newsletter.confirm(read_before)
    assert Subscription.objects.get().confirmed_at is None


def test_a_link_opens_one_thing_only(client, letter):
    token = path_of(letter, "/confirm/").split("/")[3]

    assert client.get(f"/newsletter/stop/{token}/").status_code == 404
    assert client.get("/newsletter/confirm/nothing/").status_code == 404


def test_a_link_that_a_mail_program_broke_still_works(client, letter):
    token = path_of(letter, "/confirm/").split("/")[3]
    broken = f"/newsletter/confirm/{token[:20].upper()}=3D{token[20:]}./"

    assert client.get(broken).status_code == 200


# The end of it


def test_what_nobody_confirmed_is_purged_with_its_letter(ask, clock_by):
    ask()
    kept = factories.make_subscription(email="kept@example.org")
    clock_by(days=site_settings.UNCONFIRMED_KEPT_DAYS, minutes=1)
    now = {"given_at": timezone.now(), "confirmed_at": None}
    factories.make_subscription(email="new@example.org", **now)
    assert purging.purge_subscriptions() == 1

    emails = set(Subscription.objects.values_list("email", flat=True))
    assert emails == {kept.email, "new@example.org"}
    assert Letter.objects.get().address == ""


def test_what_was_stopped_is_purged_too(campaign, clock_by):
    factories.make_subscription(withdrawn_at=timezone.now())
    assert purging.purge_subscriptions() == 0
    clock_by(days=site_settings.UNCONFIRMED_KEPT_DAYS, minutes=1)

    assert purging.purge_subscriptions() == 1


@pytest.fixture
def clock_by(monkeypatch):
    """Move the time that the site sees on."""
    now = timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(**by))

    return move


# In the reader's home


@pytest.fixture
def cy(client, campaign):
    """Cy, signed in, with an address that was proved."""
    user = factories.make_cy()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


def test_a_reader_sees_what_they_asked_for_and_can_stop_it(client, cy):
    factories.make_subscription(email=cy.email)
    page = client.get("/accounts/me/").content.decode()
    assert "Letters about campaigns" in page
    path = re.search(r'href="(/newsletter/stop/\w+/)"', page).group(1)

    client.post(path)
    assert "Letters about campaigns" not in client.get("/accounts/me/").content.decode()


def test_a_reader_sees_nothing_of_other_addresses(client, cy):
    factories.make_subscription(email="bo@example.org")

    assert "Letters about campaigns" not in client.get("/accounts/me/").content.decode()


def test_an_address_that_nobody_proved_shows_nothing(client, cy):
    cy.emailaddress_set.update(verified=False)
    factories.make_subscription(email=cy.email)

    assert "Letters about campaigns" not in client.get("/accounts/me/").content.decode()


def test_a_reader_takes_it_home_and_erases_it(cy):
    from accounts.home import belongings

    factories.make_subscription(email=cy.email, source="story.3")
    factories.make_subscription(email="bo@example.org")
    (told,) = belongings.everything(cy)["newsletters"]
    assert (told["email"], told["source"]) == (cy.email, "story.3")
    assert told["agreed_to"]["text"]

    belongings.erase(cy)
    assert [it.email for it in Subscription.objects.all()] == ["bo@example.org"]
