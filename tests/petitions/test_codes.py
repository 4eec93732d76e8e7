"""The code of the letter, typed by hand: five tries, and nothing to learn from it."""

import pytest
from django.test import Client
from django.utils import timezone

from mailroom.models import Mailbox
from petitions import publishing, tokens, withdrawing
from petitions.models import CountChange, Petition, Signature
from tests import factories

CODE_PATH = "/petitions/safe-haven/code/"
INBOX_PATH = "/petitions/safe-haven/check-inbox/"


@pytest.fixture
def type_code():
    """Type a code on the petition's page, in a browser that knows nothing."""

    def post(code, email="ada@example.org", browser=None):
        fields = {"code": code} | ({"email": email} if email else {})
        return (browser or Client()).post(CODE_PATH, fields)

    return post


@pytest.fixture
def later_round(post_round):
    """A round after the mailboxes have rested."""

    def go():
        rested = timezone.now() - timezone.timedelta(minutes=11)
        Mailbox.objects.update(last_letter_at=rested)
        return post_round()

    return go


def headers_of(response):
    """Those that tell anything; Expires is the second of the answer."""
    return {name: value for name, value in response.items() if name != "Expires"}


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_confirms_from_the_petition_page(letter, type_code, only_signature):
    response = type_code(letter.code)

    assert response.status_code == 302
    assert response.url == "/petitions/safe-haven/signed/"
    assert only_signature().status == "confirmed"
    assert CountChange.objects.count() == 1


def test_the_petition_page_has_a_place_for_the_code(petition, client):
    page = client.get(petition.url).content.decode()

    assert f'action="{CODE_PATH}"' in page


def test_the_browser_that_signed_needs_the_code_alone(letter, client, only_signature):
    page = client.get(INBOX_PATH).content.decode()
    assert 'name="code"' in page
    assert 'name="email"' not in page

    assert client.post(CODE_PATH, {"code": letter.code}).status_code == 302
    assert only_signature().status == "confirmed"


def test_any_other_browser_is_asked_for_the_address(letter, client):
    other = Client()
    assert 'name="email"' in other.get(INBOX_PATH).content.decode()

    response = other.post(CODE_PATH, {"code": letter.code})
    assert response.status_code == 422
    assert "Enter your email address" in response.content.decode()


@pytest.mark.parametrize(
    "spell",
    [
        lambda code: f" {code} ",
        lambda code: f"{code[:3]} {code[3:]}",
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: f"{code[:3]}\u00a0{code[3:]}",
        " ".join,
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda code: code.translate(
            str.maketrans("0123456789", "０１２３４５６７８９")
        ),
        lambda code: code.translate(str.maketrans("0123456789", "०१२३४५६७८९")),
    ],
)
def test_a_code_is_taken_in_any_spacing_and_digits(
    letter, type_code, only_signature, spell
):
    assert type_code(spell(letter.code)).status_code == 302
    assert only_signature().status == "confirmed"


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "abcdef", "²³¹²³¹"])
def test_what_is_no_code_is_told_beside_the_field(letter, type_code, typed):
    response = type_code(typed)

    assert response.status_code == 422
    assert 'id="id_code_error"' in response.content.decode()


def test_an_address_may_be_spelt_in_any_way(sign, post_round, contents, type_code):
    sign(email="ada.field@gmail.com")
    (message,) = post_round()

    assert (
        type_code(contents(message).code, "AdaField+x@googlemail.com").status_code
        == 302
    )


def test_five_wrong_codes_end_it(letter, type_code, only_signature):
    for _ in range(5):
        assert type_code(wrong(letter.code)).status_code == 422

    assert type_code(letter.code).status_code == 422
    assert only_signature().status == "pending"


def test_the_fifth_try_still_counts(letter, type_code):
    for _ in range(4):
        type_code(wrong(letter.code))

    assert type_code(letter.code).status_code == 302


def test_a_right_code_may_be_typed_as_often_as_one_likes(letter, type_code):
    for _ in range(9):
        assert type_code(letter.code).status_code == 302

    assert CountChange.objects.count() == 1


def test_the_link_works_when_the_code_is_spent(letter, type_code, client):
    for _ in range(5):
        type_code(wrong(letter.code))

    assert client.post(letter.confirm_path).status_code == 302


def test_a_code_works_for_a_day(letter, type_code):
    Signature.objects.update(code_made_at=timezone.now() - tokens.CODE_LIFE)

    assert type_code(letter.code).status_code == 422


def test_there_is_no_code_before_the_letter(sign, petition, type_code, only_signature):
    sign()

    assert type_code(tokens.code(only_signature())).status_code == 422
    assert only_signature().status == "pending"


@pytest.mark.parametrize(
    "status", ["pending", "confirmed", "quarantined", "withdrawn", "removed", None]
)
def test_a_wrong_code_tells_nobody_who_has_signed(petition, type_code, status):
    if status:
        made = factories.make_signature(
            petition, status=status, code_made_at=timezone.now()
        )
        guess = wrong(tokens.code(made))
    else:
        guess = "123456"
    stranger = type_code("123456", "bob@example.org")
    answer = type_code(guess)

    def scrubbed(response, *typed):
        text = response.content.decode()
        for word in typed:
            text = text.replace(word, "…")
        return text

    assert answer.status_code == stranger.status_code == 422
    assert headers_of(answer) == headers_of(stranger)
    assert scrubbed(answer, guess, "ada@example.org") == scrubbed(
        stranger, "123456", "bob@example.org"
    )


@pytest.mark.parametrize("event", [withdrawing.withdraw, withdrawing.erase])
def test_the_code_of_a_signature_that_was_taken_back_is_dead(
    letter, type_code, only_signature, event
):
    event(only_signature())

    assert type_code(letter.code).status_code == 422


def test_the_code_of_another_signature_is_wrong(
    letter, sign, post_round, contents, type_code
):
    sign(email="b@example.org")
    (message,) = post_round()

    assert type_code(contents(message).code).status_code == 422


def test_the_code_of_another_petition_is_wrong(
    letter, sign, later_round, contents, type_code
):
    other = factories.make_petition(slug="other")
    sign(to=other)
    (message,) = later_round()

    assert contents(message).code != letter.code
    assert type_code(contents(message).code).status_code == 422


def test_the_code_is_good_for_a_day_after_the_end(
    letter, petition, type_code, only_signature
):
    publishing.close(petition)
    assert type_code(letter.code).status_code == 302

    assert only_signature().status == "confirmed"


def test_after_that_day_the_code_comes_too_late(letter, petition, type_code):
    ended = timezone.now() - timezone.timedelta(hours=25)
    Petition.objects.update(status="closed", closed_at=ended)

    assert type_code(letter.code).status_code == 409


def test_two_letters_carry_the_same_code_while_it_lives(
    letter, sign, later_round, contents, only_signature
):
    sign(browser=Client())
    (second,) = later_round()

    assert contents(second).code == letter.code
    assert contents(second).confirm_path == letter.confirm_path


def test_a_stranger_who_signs_again_takes_no_code_from_its_owner(
    letter, sign, later_round, type_code
):
    sign(browser=Client(), name="A Stranger")
    later_round()

    assert type_code(letter.code).status_code == 302


def test_a_spent_code_is_replaced_by_the_next_letter(
    letter, sign, later_round, contents, type_code
):
    for _ in range(5):
        type_code(wrong(letter.code))
    sign()
    (second,) = later_round()

    assert contents(second).code != letter.code
    assert type_code(contents(second).code).status_code == 302


def test_another_site_cannot_type_a_code(letter, client, only_signature):
    response = client.post(
        CODE_PATH, {"code": letter.code}, headers={"sec-fetch-site": "cross-site"}
    )

    assert response.status_code == 403
    assert only_signature().code_tries == 0


def test_a_code_never_opens_a_draft(db):
    petition = factories.make_petition(slug="draft", status="draft")
    response = Client().post(f"{petition.url}code/", {"code": "1", "email": "a@b.org"})

    assert response.status_code == 404
