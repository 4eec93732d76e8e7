"""Two accounts of one person become one."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError
from django.utils import timezone

from accounts.home import belongings, merging, proofs
from accounts.models import AddressChange, Merger, Profile, User
from petitions import belonging, counting
from petitions.models import CountLine, Signature, Tally
from petitions.models.counts import Reason
from tests import factories
from tests.accounts.conftest import code_in, make_reader

MERGE = "/accounts/me/merge/"
CODES, SURE = f"{MERGE}codes/", f"{MERGE}sure/"
CY, EVE = "cy@example.org", "eve@example.org"


@pytest.fixture
def prove(at_home, letters_by_address):
    """Cy proves the other address too, with the codes of both letters."""

    def go(email=EVE):
        at_home.post(MERGE, {"email": email})
        letters = letters_by_address()
        codes = {"own": code_in(letters[CY]), "other": code_in(letters[email])}
        return at_home.post(CODES, codes)

    return go


@pytest.fixture
def merge(at_home, prove):
    def go():
        prove()
        return at_home.post(SURE)

    return go


def test_everything_of_the_other_account_moves_and_it_is_closed(
    merge, cy, eve, browser_of
):
    petition = factories.make_petition()
    signature = factories.make_signature(petition, email=EVE, status="confirmed")
    passkey = Authenticator.objects.create(
        user=eve, type="webauthn", data={"name": "hers", "credential": {}}
    )
    google = SocialAccount.objects.create(user=eve, provider="google", uid="7")
    change = AddressChange.objects.create(
        user=eve, other_email="x@example.org", other_mailbox=b"x"
    )
    session = browser_of(eve)
    merge()

    assert not User.objects.filter(pk=eve.pk).exists()
    assert list(belonging.of_reader(cy)) == [signature]
    for moved in (passkey, google, change):
        moved.refresh_from_db()
        assert moved.user == cy
    rows = EmailAddress.objects.order_by("email").values_list(
        "user", "email", "verified", "primary"
    )
    assert list(rows) == [(cy.pk, CY, True, True), (cy.pk, EVE, True, False)]
    assert session.get("/accounts/me/").status_code == 302


def test_both_addresses_get_a_letter(merge, eve, letters_by_address):
    merge()

    letters = letters_by_address()
    assert set(letters) == {CY, EVE}
    assert all("one now" in letter.subject for letter in letters.values())


def test_two_codes_alone_merge_nothing(prove, eve, at_home):
    assert prove().url == SURE
    page = at_home.get(SURE).content.decode()

    assert "This cannot be undone." in page
    assert EVE in page
    assert User.objects.filter(pk=eve.pk).exists()


@pytest.mark.parametrize("wrong", ["own", "other"])
def test_the_code_of_one_mailbox_proves_nothing(
    at_home, letters_by_address, eve, wrong
):
    """Else whoever sits at an open browser could put an address of theirs beside it."""
    at_home.post(MERGE, {"email": EVE})
    letters = letters_by_address()
    codes = {"own": code_in(letters[CY]), "other": code_in(letters[EVE])}

    assert at_home.post(CODES, codes | {wrong: "x"}).status_code == 422
    assert at_home.post(SURE).url == MERGE
    assert User.objects.filter(pk=eve.pk).exists()


@pytest.mark.parametrize("other", ["nobody@example.org", "bo@meridian.example", CY])
def test_an_address_without_a_readers_account_is_answered_alike_and_opens_nothing(
    at_home, eve, other, letters_by_address
):
    factories.make_bo()
    known = at_home.post(MERGE, {"email": EVE})
    unknown = at_home.post(MERGE, {"email": other})
    merger = Merger.objects.first()
    codes = {whose: proofs.code(merger, whose) for whose in ("own", "other")}

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert at_home.post(CODES, codes).status_code == 422
    kinds = {"accounts.merge_none", "accounts.merge_own"}
    assert set(letters_of(other)) <= kinds
    assert "accounts.merge_none" in letters_of(other)


def letters_of(address):
    from mailroom.models import Letter

    return list(Letter.objects.filter(address=address).values_list("kind", flat=True))


def test_somebody_who_joined_the_staff_meanwhile_is_not_merged(prove, at_home, eve):
    prove()
    User.objects.filter(pk=eve.pk).update(is_staff=True)

    assert at_home.post(SURE).url == MERGE
    assert User.objects.filter(pk=eve.pk).exists()


def test_nor_is_it_merged_into_somebody_of_the_staff(prove, cy, eve):
    prove()
    User.objects.filter(pk=cy.pk).update(is_staff=True)

    with pytest.raises(merging.CannotMerge):
        merging.merge(Merger.objects.get())
    assert User.objects.filter(pk=eve.pk).exists()


def test_a_proof_of_yesterday_merges_nothing(prove, at_home, eve, clock):
    prove()
    clock(hours=25)
    at_home.get("/accounts/me/")

    assert at_home.post(SURE).url == MERGE
    assert User.objects.filter(pk=eve.pk).exists()


def test_one_person_has_one_name_on_a_petition(merge, cy, eve):
    petition = factories.make_petition()
    for email in (CY, EVE):
        factories.make_signature(petition, email=email, status="confirmed")
    Tally.objects.update(count=2)
    merge()
    counting.drain()

    assert Tally.objects.get().count == 1
    line = CountLine.objects.get()
    assert (line.change, line.reason) == (-1, Reason.WITHDRAWN)
    status = dict(Signature.objects.values_list("email", "status"))
    assert status == {CY: "confirmed", EVE: "withdrawn"}


def test_what_fails_leaves_both_accounts_as_they_were(
    merge, at_home, cy, eve, monkeypatch
):
    def fail(into, other):
        raise IntegrityError

    kept = dict(belongings._belongings)
    monkeypatch.setattr(belongings, "_belongings", kept)
    belongings.register("fragile", lambda user: [], lambda user: None, fail)
    with pytest.raises(IntegrityError):
        merge()

    assert User.objects.filter(pk=eve.pk).exists()
    assert EmailAddress.objects.get(email=EVE).user == eve
    assert Merger.objects.get().done_at is None


def test_a_profile_moves_to_who_has_none(merge, cy, eve):
    profile = Profile.objects.create(user=eve, about="Of Leeds")
    merge()

    profile.refresh_from_db()
    assert profile.user == cy


def test_of_two_profiles_the_own_one_stays(merge, cy, eve):
    own = Profile.objects.create(user=cy, about="Own")
    Profile.objects.create(user=eve, about="Other")
    merge()

    assert Profile.objects.get() == own


def test_recovery_codes_of_both_do_not_get_in_the_way(merge, cy, eve):
    for user in (cy, eve):
        Authenticator.objects.create(user=user, type="recovery_codes", data={})
    merge()

    assert Authenticator.objects.get().user == cy


def test_merging_twice_is_merging_once(merge, at_home, eve):
    merge()

    assert at_home.post(SURE).url == MERGE


def test_the_other_address_goes_on_finding_its_reader(merge, cy, eve):
    from accounts import owning
    from mailroom import addresses

    merge()

    assert owning.owner_of(addresses.parse(EVE)) == cy


def test_two_readers_cannot_merge_the_same_third(prove, at_home, browser_of, eve, cy):
    prove()
    third = make_reader("third@example.org")
    merger = Merger.objects.create(
        user=third,
        other_email=EVE,
        other_mailbox=b"x",
        other_id=eve.pk,
        proved_at=timezone.now(),
    )
    at_home.post(SURE)

    assert browser_of(third).post(SURE).url == MERGE
    assert User.objects.filter(pk=cy.pk).exists()
    merger.refresh_from_db()
    assert merger.done_at is None
