"""A reason becomes a comment by its signer's press, and goes with the signature."""

import re

import pytest
from django.test import Client

from comments import counting, moving, signers, threads
from comments.models import Comment, ForumRules, Revision
from petitions import confirming, tokens, withdrawing
from petitions.models import Signature
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status
REASON = "My **grandmother** fled too."
BUTTON = "Publish my reason as a comment"


@pytest.fixture
def petition():
    return factories.make_petition()


@pytest.fixture
def signature(petition):
    return factories.make_signature(
        petition,
        email="cy@example.org",
        status="confirmed",
        reason=REASON,
        came_by="share.x",
    )


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


def path(signature):
    token = tokens.make(tokens.REASON, signature)
    return f"/petitions/{signature.petition.slug}/signed/{token}/"


def my_page(signature):
    return f"/my/{tokens.make(tokens.MY, signature)}/"


def text_of(browser, where):
    return browser.get(where).content.decode()


# The offer


def test_the_offer_stands_on_the_signers_own_page(client, signature):
    page = text_of(client, my_page(signature))

    assert BUTTON in page
    assert "So far only the newsroom reads this." in page
    assert not Comment.objects.exists()


def test_the_offer_stands_on_the_page_after_confirming(client, petition):
    signature = factories.make_signature(petition, reason=REASON)
    token = tokens.make(tokens.CONFIRM, signature)
    answer = client.post(f"/petitions/confirm/{token}/")
    page = text_of(client, answer.url)

    assert BUTTON in page
    assert "My **grandmother** fled too." in page
    assert BUTTON not in text_of(Client(), answer.url)


def test_a_reader_who_signed_with_an_account_is_offered_it(reader, signature, cy):
    Signature.objects.update(reader=cy)

    assert BUTTON in text_of(reader, f"/petitions/{signature.petition.slug}/signed/")


def test_who_gave_no_reason_or_does_not_count_is_offered_nothing(client, signature):
    for change in (
        {"reason": ""},
        {"status": "pending", "reason": REASON, "verified_at": None},
    ):
        Signature.objects.update(**change)
        assert BUTTON not in text_of(client, my_page(signature))


def test_a_held_signature_is_offered_what_others_are(client, signature):
    """Or its signer would see that it is held."""
    Signature.objects.update(status="quarantined")

    assert BUTTON in text_of(client, my_page(signature))


def test_where_nobody_can_write_nothing_is_offered(client, signature):
    ForumRules.objects.create(mode="closed")

    assert BUTTON not in text_of(client, my_page(signature))


# The press


def test_the_press_publishes_it_in_the_petitions_thread(reader, signature, cy):
    answer = reader.post(path(signature))

    comment = Comment.objects.get()
    assert answer.url == f"/c/{comment.pk}/"
    assert comment.is_published
    assert (comment.author, comment.body, comment.came_by) == (cy, REASON, "share.x")
    assert "<strong>grandmother</strong>" in comment.body_html
    assert comment.thread.subject == signature.petition
    assert comment.signature == signature


def test_pressing_twice_publishes_once(reader, signature):
    assert {reader.post(path(signature)).url for _ in range(3)} == {
        f"/c/{Comment.objects.get().pk}/"
    }
    assert BUTTON not in text_of(reader, my_page(signature))
    assert "See it among the comments" in text_of(reader, my_page(signature))


def test_opening_the_address_publishes_nothing(reader, signature):
    assert reader.get(path(signature)).url == "../"
    assert not Comment.objects.exists()


def test_signed_out_the_door_comes_first(client, signature, cy, mailoutbox):
    answer = client.post(path(signature))
    assert answer.url.startswith("/accounts/")
    assert not Comment.objects.exists()

    onward = client.get(doors.come_in(client, mailoutbox).url)
    comment = Comment.objects.get()
    assert onward.url == f"/c/{comment.pk}/"
    assert (comment.author, comment.signature) == (cy, signature)


def test_a_signer_without_an_account_gets_one_and_is_asked_for_a_name(
    client, petition, mailoutbox
):
    """The name on the signature may be hidden: it is not taken for the comment's."""
    signature = factories.make_signature(
        petition, email="new@example.org", status="confirmed", reason=REASON
    )
    client.post(path(signature))
    onward = client.get(doors.come_in(client, mailoutbox, "new@example.org").url)

    assert onward.url == "/forum/name/"
    assert Comment.objects.get().status == Status.UNNAMED
    assert signature.name not in text_of(client, onward.url)


def test_nobody_publishes_anothers_reason(client, signature):
    client.force_login(doors.make_reader("eve@example.org", display_name="Eve"))
    answer = client.post(path(signature))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "given with another one" in page
    assert "cy@example.org" not in page
    assert not Comment.objects.exists()


def test_nobody_publishes_anothers_reason_through_the_door(
    client, signature, mailoutbox
):
    client.post(path(signature))
    page = text_of(client, doors.come_in(client, mailoutbox, "eve@example.org").url)

    assert "given with another one" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("token", ["x", "0" * 40])
def test_a_wrong_address_leads_to_the_petitions_thanks(reader, signature, token):
    answer = reader.post(f"/petitions/{signature.petition.slug}/signed/{token}/")

    assert answer.url == "../"
    my_token = tokens.make(tokens.MY, signature)
    reader.post(f"/petitions/{signature.petition.slug}/signed/{my_token}/")
    assert not Comment.objects.exists()


def test_a_reason_that_is_no_comment_is_told(reader, signature):
    Signature.objects.update(reason="Z" + "\u0336" * 9)
    answer = reader.post(path(signature))

    assert answer.status_code == 409
    assert "Write it once more in the comments" in answer.content.decode()


def test_who_was_too_fast_waits(reader, signature, petition, cy):
    reader.post(f"{threads.url(petition)}write/", {"text": "Hello."})
    answer = reader.post(path(signature))

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Comment.objects.count() == 1


def test_the_comment_tells_nobody_of_the_signature(reader, signature, client):
    reader.post(path(signature))
    comment = Comment.objects.get()
    page = text_of(Client(), threads.url(signature.petition))

    assert "grandmother" in page
    for secret in (signature.name, signature.email, signature.postcode):
        assert secret not in page
    assert f"signature {signature.pk}" not in str(comment.__dict__)


# Taking it back


@pytest.mark.parametrize(
    "end", [withdrawing.withdraw, withdrawing.erase, withdrawing.anonymise]
)
def test_the_comment_goes_with_the_signature(cy, signature, end):
    comment = signers.publish(cy, signature)
    counting.drain()
    end(signature)
    counting.drain()

    comment.refresh_from_db()
    assert comment.status == Status.DELETED
    assert comment.actions.get().actor == cy
    assert comment.thread.tally.comments == 0


@pytest.mark.parametrize("end", [withdrawing.erase, withdrawing.anonymise])
def test_who_erases_everything_erases_its_text_too(cy, signature, end):
    comment = signers.publish(cy, signature)
    end(signature)

    comment.refresh_from_db()
    assert (comment.body, comment.body_html) == ("", "")
    assert not Revision.objects.exists()


def test_a_reason_alone_publishes_nothing_whatever_happens_to_it(petition):
    signature = factories.make_signature(petition, reason=REASON)
    confirming.confirm(signature)
    withdrawing.withdraw(signature)

    assert not Comment.objects.exists()


def test_who_deleted_the_comment_may_publish_the_reason_again(
    reader, signature, at_once
):
    reader.post(path(signature))
    reader.post(f"/c/{Comment.objects.get().pk}/delete/")
    assert BUTTON in text_of(reader, my_page(signature))
    reader.post(path(signature))

    assert Comment.objects.published().get().signature == signature


def test_what_the_newsroom_removed_is_not_published_anew(
    reader, signature, cy, at_once
):
    comment = signers.publish(cy, signature)
    moving.move(comment, Status.REMOVED, by=factories.make_ada())
    answer = reader.post(path(signature))

    assert Comment.objects.count() == 1
    assert re.search(r"/forum/mine/", answer.url)
