"""Another address: agreed to by two mailboxes, undone by the old one."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator

from accounts import owning
from accounts.home import asking, proofs
from accounts.models import AddressChange, User
from mailroom import addresses
from mailroom.models import Letter
from petitions import belonging
from tests import factories
from tests.accounts.conftest import code_in, make_reader, path_in

ADDRESS = "/accounts/me/address/"
CODES = f"{ADDRESS}codes/"
OLD, NEW = "cy@example.org", "cy@example.net"


@pytest.fixture
def ask(at_home):
    """Cy asks for another address."""
    return lambda email=NEW: at_home.post(ADDRESS, {"email": email})


@pytest.fixture
def change(at_home, ask, letters_by_address):
    """Cy changes the address, with the codes of both letters."""

    def go(email=NEW, own=OLD):
        ask(email)
        letters = letters_by_address()
        codes = {"own": code_in(letters[own]), "other": code_in(letters[email])}
        return at_home.post(CODES, codes)

    return go


def opens(user):
    rows = EmailAddress.objects.filter(user=user)
    return {(row.email, row.verified, row.primary) for row in rows}


def test_both_codes_change_the_address(change, cy):
    assert change().url == "/accounts/me/"

    cy.refresh_from_db()
    assert cy.email == NEW
    assert opens(cy) == {(NEW, True, True)}


def test_the_page_of_codes_says_where_each_letter_went(at_home, ask):
    ask()
    page = at_home.get(CODES).content.decode()

    assert f"Code sent to {OLD}" in page
    assert f"Code sent to {NEW}" in page


def test_other_apps_hear_of_the_new_address(change, cy):
    heard = []

    def hear(email_address, **about):
        heard.append((email_address.user, email_address.email))

    email_confirmed.connect(hear)
    change()
    email_confirmed.disconnect(hear)

    assert heard == [(cy, NEW)]


def test_asking_alone_changes_nothing(ask, cy):
    assert ask().url == CODES

    assert User.objects.get(pk=cy.pk).email == OLD
    assert opens(cy) == {(OLD, True, True)}


@pytest.mark.parametrize("wrong", ["own", "other"])
def test_one_code_is_not_enough(at_home, ask, letters_by_address, cy, wrong):
    ask()
    letters = letters_by_address()
    codes = {"own": code_in(letters[OLD]), "other": code_in(letters[NEW])}
    same = {"own": codes["other"], "other": codes["own"]}
    answer = at_home.post(CODES, codes | {wrong: same[wrong]})

    assert answer.status_code == 422
    assert "not those of our last letters" in answer.content.decode()
    assert User.objects.get(pk=cy.pk).email == OLD


def test_codes_are_used_up_after_five_tries(at_home, ask, letters_by_address, cy):
    ask()
    letters = letters_by_address()
    for _ in range(AddressChange.TRIES):
        assert at_home.post(CODES, {"own": "1", "other": "2"}).status_code == 422
    codes = {"own": code_in(letters[OLD]), "other": code_in(letters[NEW])}

    assert at_home.post(CODES, codes).url == ADDRESS
    assert User.objects.get(pk=cy.pk).email == OLD


def test_two_who_type_at_once_have_no_more_tries_than_one(ask):
    """Each read the row before the other's try was written down."""
    ask()
    rows = [AddressChange.objects.get() for _ in range(AddressChange.TRIES + 1)]
    for row in rows[1:]:
        asking.prove(row, own="1", other="2")
    codes = {whose: proofs.code(rows[0], whose) for whose in ("own", "other")}

    assert not asking.prove(rows[0], **codes)


def test_a_code_that_lost_its_use_is_not_sent(ask, letters_by_address):
    ask()
    ask("cy@example.com")

    assert set(letters_by_address()) == {OLD, "cy@example.com"}


def test_codes_are_too_old_after_an_hour(at_home, ask, letters_by_address, cy, clock):
    ask()
    letters = letters_by_address()
    codes = {"own": code_in(letters[OLD]), "other": code_in(letters[NEW])}
    clock(minutes=61)

    assert at_home.post(CODES, codes).url == ADDRESS
    assert User.objects.get(pk=cy.pk).email == OLD


def test_a_second_wish_ends_the_codes_of_the_first(
    at_home, ask, letters_by_address, cy
):
    ask()
    letters = letters_by_address()
    ask("cy@example.com")
    codes = {"own": code_in(letters[OLD]), "other": code_in(letters[NEW])}

    assert at_home.post(CODES, codes).status_code == 422
    assert User.objects.get(pk=cy.pk).email == OLD


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [
        ("eve@example.org", "eve@example.org"),
        ("eve@example.org", "EVE@Example.ORG"),
        ("eve@gmail.com", "e.v.e+x@googlemail.com"),
    ],
)
def test_an_address_of_another_account_is_answered_alike_and_its_owner_is_told(
    at_home, ask, letters_by_address, cy, theirs, typed
):
    make_reader(theirs)
    free = ask("nobody@example.net")
    page_of_free = at_home.get(CODES).content.decode()
    letters_by_address()
    taken = ask(typed)
    page_of_taken = at_home.get(CODES).content.decode()

    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    shown = addresses.parse(typed).mail_to
    assert without_token(page_of_free).replace("nobody@example.net", shown) == (
        without_token(page_of_taken)
    )
    told = letters_by_address()[shown]
    assert "already opens yours" in " ".join(told.body.split())


def without_token(page):
    return page.split("csrfmiddlewaretoken")[0] + page.split('">', 3)[-1][-500:]


def test_no_code_opens_the_address_of_another_account(at_home, ask, cy, eve):
    ask("eve@example.org")
    wish = AddressChange.objects.get()
    codes = {whose: proofs.code(wish, whose) for whose in ("own", "other")}

    assert at_home.post(CODES, codes).status_code == 422
    assert User.objects.get(pk=cy.pk).email == OLD


def test_another_spelling_of_the_own_address_may_be_chosen(
    db, browser_of, letters_by_address
):
    user = make_reader("cy@gmail.com")
    browser = browser_of(user)
    browser.post(ADDRESS, {"email": "c.y@gmail.com"})
    letters = letters_by_address()
    codes = {
        "own": code_in(letters["cy@gmail.com"]),
        "other": code_in(letters["c.y@gmail.com"]),
    }
    browser.post(CODES, codes)

    assert opens(user) == {("c.y@gmail.com", True, True)}


def test_whoever_asks_too_often_waits(ask):
    for _ in range(asking.WISHES_AN_HOUR):
        assert ask().status_code == 302

    answer = ask()
    assert answer.status_code == 429
    assert "Retry-After" in answer


def test_a_stranger_gets_few_letters_however_many_ask(browser_of, db):
    for number in range(6):
        reader = make_reader(f"reader{number}@example.org")
        browser_of(reader).post(ADDRESS, {"email": "victim@example.net"})

    to_victim = Letter.objects.filter(address="victim@example.net")
    assert to_victim.count() == asking.LETTERS_AN_HOUR


def test_no_code_lies_in_the_database(ask):
    ask()

    assert {letter.kind: letter.content for letter in Letter.objects.all()} == {
        "accounts.change_own": {},
        "accounts.change_other": {},
    }


def test_what_was_signed_with_the_former_address_stays_the_readers(change, cy):
    signature = factories.make_signature(factories.make_petition(), email=OLD)
    change()

    cy.refresh_from_db()
    assert list(belonging.of_reader(cy)) == [signature]


def test_who_has_a_former_address_later_gets_nothing_of_its_reader(change, cy):
    signature = factories.make_signature(factories.make_petition(), email=OLD)
    change()
    other = make_reader(OLD)

    cy.refresh_from_db()
    assert list(belonging.of_reader(cy)) == [signature]
    assert not belonging.of_reader(other).exists()


# Undone


@pytest.fixture
def undo_path(change, letters_by_address):
    change()
    return path_in(letters_by_address()[OLD], "/undo/")


def test_the_former_address_takes_it_back(client, browser_of, undo_path, cy):
    thief = browser_of(User.objects.get(pk=cy.pk))
    made = Authenticator.objects.create(
        user=cy, type="webauthn", data={"name": "thief's", "credential": {}}
    )
    cy.refresh_from_db()
    cy.set_password("of the thief")
    cy.save()
    assert client.get(undo_path).status_code == 200
    assert User.objects.get(pk=cy.pk).email == NEW
    answer = client.post(undo_path)

    assert "as it was" in answer.content.decode()
    cy.refresh_from_db()
    assert cy.email == OLD
    assert opens(cy) == {(OLD, True, True)}
    assert not cy.has_usable_password()
    assert not Authenticator.objects.filter(pk=made.pk).exists()
    assert thief.get("/accounts/me/").status_code == 302
    assert not cy.usersession_set.exists()
    assert client.post(undo_path).status_code == 410


def test_a_passkey_of_before_survives_the_undoing(
    client, cy, at_home, change, clock, letters_by_address
):
    old = Authenticator.objects.create(
        user=cy, type="webauthn", data={"name": "mine", "credential": {}}
    )
    clock(minutes=1)
    change()
    client.post(path_in(letters_by_address()[OLD], "/undo/"))

    assert Authenticator.objects.filter(pk=old.pk).exists()


def test_after_seven_days_it_is_not_taken_back(client, undo_path, cy, clock):
    clock(days=7, minutes=1)

    assert client.post(undo_path).status_code == 410
    assert User.objects.get(pk=cy.pk).email == NEW


def test_a_made_up_link_undoes_nothing(client, undo_path, cy):
    change = AddressChange.objects.get()

    for token in (f"{change.pk}-{'0' * 32}", "x", f"{change.pk}-", "9" * 40, "²-a"):
        assert client.post(f"{ADDRESS}undo/{token}/").status_code == 410
    assert User.objects.get(pk=cy.pk).email == NEW


def test_another_sites_page_undoes_nothing(client, undo_path, cy):
    answer = client.post(undo_path, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert User.objects.get(pk=cy.pk).email == NEW


def test_an_address_that_opens_another_account_by_now_is_a_persons_matter(
    client, undo_path, cy
):
    make_reader(OLD)

    assert client.post(undo_path).status_code == 409
    assert User.objects.get(pk=cy.pk).email == NEW


def test_undoing_the_first_of_two_changes_ends_the_second_too(
    client, undo_path, change, letters_by_address, cy
):
    change("thief@example.com", own=NEW)
    second = path_in(letters_by_address()[NEW], "/undo/")
    client.post(undo_path)

    assert User.objects.get(pk=cy.pk).email == OLD
    assert client.post(second).status_code == 410


def test_an_address_is_found_whatever_its_spelling(cy):
    for spelling in ("cy@example.org", "CY@EXAMPLE.ORG"):
        assert owning.owner_of(addresses.parse(spelling)) == cy
    assert owning.owner_of(addresses.parse("c.y@example.org")) is None
