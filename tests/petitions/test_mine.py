"""The signer's page: with the link of any letter, and nothing else, one's own rules."""

import pytest
from django.test import Client

from mailroom.models import Letter, Mailbox, Suppression
from petitions import tokens
from petitions.models import CountChange, Signature
from tests import factories

GIVEN = {
    "reason": "Because <b>people</b> matter.",
    "show_name": "on",
    "newsletter": "on",
    "postcode": "M14 6QX",
}
PARTS = ["", "choices/", "withdraw/", "erase/", "not-me/", "download/"]
CHANGES = ["choices/", "withdraw/", "erase/", "not-me/"]


@pytest.fixture
def mine(sign, post_round, contents):
    """The path of Ada's page, after she gave everything that can be given."""
    sign(**GIVEN)
    (message,) = post_round()
    return contents(message).my_path


def everything():
    tables = (Signature, CountChange, Letter, Suppression, Mailbox)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_page_shows_all_that_was_given(client, mine, petition):
    page = client.get(mine).content.decode()

    for given in ("Ada Field", "a•••@example.org", "M14 6QX", "United Kingdom"):
        assert given in page
    assert "Because &lt;b&gt;people&lt;/b&gt; matter." in page
    assert petition.title in page
    assert page.count("checked") == 2
    assert "not confirmed yet" in page


def test_the_page_tells_what_counts(client, mine, only_signature):
    client.post(f"/petitions/confirm/{token(only_signature())}/")

    page = client.get(mine).content.decode()
    assert "signature is confirmed" in page
    assert "not confirmed" not in page


def token(signature):
    return tokens.make(tokens.CONFIRM, signature)


@pytest.mark.parametrize("part", PARTS)
def test_looking_changes_nothing(client, mine, part):
    before = everything()
    for _ in range(3):
        response = client.get(mine + part)
        assert response.status_code in (200, 302)
        client.head(mine + part)

    assert everything() == before


@pytest.mark.parametrize("part", PARTS)
def test_the_page_is_nobodys_to_keep_or_to_pass_on(client, mine, part):
    response = client.get(mine + part)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("part", CHANGES)
def test_another_site_changes_nothing(client, mine, part, headers):
    before = everything()

    assert client.post(mine + part, headers=headers).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "spoil",
    [lambda path: path.replace("/my/", "/my/0"), lambda path: "/my/x/"],
    ids=["too long", "nonsense"],
)
def test_a_wrong_link_opens_nothing(client, mine, part, spoil):
    assert client.get(spoil(mine) + part).status_code == 404
    assert client.post(spoil(mine) + part).status_code in (404, 405)


@pytest.mark.parametrize(
    ("ticked", "show_name", "newsletter"),
    [
        ({}, False, False),
        ({"show_name": "on"}, True, False),
        ({"newsletter": "on"}, False, True),
    ],
)
def test_choices_are_changed(
    client, mine, only_signature, ticked, show_name, newsletter
):
    response = client.post(f"{mine}choices/", ticked, follow=True)

    assert response.status_code == 200
    assert "saved" in response.content.decode().lower()
    assert only_signature().show_name == show_name
    assert only_signature().newsletter == newsletter


def test_hiding_a_name_takes_it_off_the_petition(client, mine, petition):
    signature = petition.signatures.get()
    client.post(f"/petitions/confirm/{token(signature)}/")
    client.post(f"{mine}choices/", {})

    assert "Ada Field" not in client.get(petition.url).content.decode()


def test_withdrawing_asks_first_and_then_tells(client, mine, only_signature):
    client.post(f"/petitions/confirm/{token(only_signature())}/")
    assert "Withdraw my signature" in client.get(f"{mine}withdraw/").content.decode()

    response = client.post(f"{mine}withdraw/", follow=True)

    assert "is withdrawn" in response.content.decode()
    assert only_signature().status == "withdrawn"
    assert [row.change for row in CountChange.objects.order_by("pk")] == [1, -1]


def test_withdrawing_twice_takes_one_off(client, mine, only_signature):
    client.post(f"/petitions/confirm/{token(only_signature())}/")
    client.post(f"{mine}withdraw/")
    client.post(f"{mine}withdraw/")

    assert sum(row.change for row in CountChange.objects.all()) == 0


def test_who_withdrew_sees_what_they_gave_and_can_erase_it(client, mine):
    client.post(f"{mine}withdraw/")

    assert "Ada Field" in client.get(mine).content.decode()
    assert client.post(f"{mine}erase/").status_code == 200


@pytest.mark.parametrize("part", ["erase/", "not-me/"])
def test_erasing_leaves_nothing_of_a_person(client, mine, petition, part):
    signature = petition.signatures.get()
    client.post(f"/petitions/confirm/{token(signature)}/")
    old_key, old_salt = bytes(signature.signer_key), bytes(signature.salt)

    response = client.post(mine + part)

    assert "Everything is deleted" in response.content.decode()
    assert "Ada" not in response.content.decode()
    kept = petition.signatures.get()
    assert kept.status == "withdrawn"
    for field in ("name", "email", "postcode", "reason", "network"):
        assert getattr(kept, field) == ""
    assert not kept.show_name
    assert not kept.newsletter
    assert bytes(kept.signer_key) != old_key
    assert bytes(kept.salt) != old_salt
    assert Letter.objects.get().address == ""
    for secret in ("ada", "M14", "people"):
        assert secret not in str(everything()).lower().replace("canada", "")
    assert sum(row.change for row in CountChange.objects.all()) == 0


@pytest.mark.parametrize("part", PARTS)
def test_the_link_is_dead_after_erasing(client, mine, part):
    client.post(f"{mine}erase/")

    assert client.get(mine + part).status_code == 404


def test_who_erased_may_sign_again_as_new(client, mine, sign, petition):
    client.post(f"{mine}erase/")
    sign(browser=Client(), name="Ada Anew")

    assert petition.signatures.count() == 2
    assert petition.signatures.get(status="pending").name == "Ada Anew"


@pytest.mark.parametrize(("ticked", "refusals"), [({}, 0), ({"never_write": "on"}, 1)])
def test_who_never_signed_may_ask_for_no_more_letters(client, mine, ticked, refusals):
    page = client.get(f"{mine}not-me/").content.decode()
    assert 'name="never_write"' in page

    client.post(f"{mine}not-me/", ticked)

    assert Suppression.objects.count() == refusals


def test_saying_so_of_a_withdrawn_signature_works_too(client, mine):
    client.post(f"{mine}withdraw/")
    client.post(f"{mine}not-me/", {"never_write": "on"})

    assert Suppression.objects.count() == 1


def test_a_signer_takes_a_copy_of_everything(client, mine, only_signature):
    response = client.get(f"{mine}download/")

    assert "attachment" in response["Content-Disposition"]
    copy = response.json()
    kept = only_signature()
    assert copy["name"] == "Ada Field"
    assert copy["email"] == "ada@example.org"
    assert copy["postcode"] == "M14 6QX"
    assert copy["reason"] == GIVEN["reason"]
    assert copy["show_name"] is True
    assert copy["newsletter"] is True
    assert copy["status"] == "pending"
    assert copy["text_version"] == 1
    assert copy["agreed_to"]["consent"] == kept.wording.consent
    assert copy["agreed_to"]["privacy"] == kept.wording.privacy


def test_nothing_of_another_signer_is_on_the_page(client, mine, petition):
    factories.make_signature(petition, email="b@example.org", name="Bea Other")

    for part in ("", "download/"):
        assert "Bea" not in client.get(mine + part).content.decode()


@pytest.mark.parametrize("status", ["confirmed", "quarantined", "removed"])
def test_every_signer_has_the_page_whatever_became_of_the_signature(
    client, petition, status
):
    signature = factories.make_signature(petition, status=status)
    path = f"/my/{tokens.make(tokens.MY, signature)}/"

    for part in PARTS:
        assert client.get(path + part).status_code in (200, 302)
    assert client.post(f"{path}erase/").status_code == 200


def test_a_removed_signature_stays_removed(client, petition, only_signature):
    signature = factories.make_signature(petition, status="removed")
    client.post(f"/my/{tokens.make(tokens.MY, signature)}/withdraw/")

    assert only_signature().status == "removed"
