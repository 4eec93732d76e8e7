"""Rows by statements built once: the same as Django's own, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.models import User
from comments.models import Comment
from comments.models.comment import place_under
from config import prepared
from tests import factories


def values(row):
    return {it.attname: getattr(row, it.attname) for it in row._meta.concrete_fields}


def test_a_row_is_the_same_as_django_reads_it(db):
    cy = factories.make_user("cy@example.org", last_login=datetime.now(UTC))

    assert values(prepared.get(User, id=cy.pk)) == values(User.objects.get(pk=cy.pk))


def test_a_row_can_be_saved_like_any_other(db):
    cy = factories.make_user("cy@example.org")

    found = prepared.get(User, id=cy.pk)
    found.display_name = "Cy Harbour"
    found.save(update_fields=["display_name"])

    assert User.objects.get().display_name == "Cy Harbour"


def test_a_row_that_is_not_there_is_said_so(db):
    with pytest.raises(User.DoesNotExist):
        prepared.get(User, id=1)


def test_a_row_is_found_by_the_column_that_is_named(db):
    ends_at = datetime.now(UTC) + timedelta(days=1)
    for key in ("first", "second"):
        Session.objects.create(session_key=key, session_data=key, expire_date=ends_at)

    found = prepared.get(Session, session_key="second")

    assert values(found) == values(Session.objects.get(session_key="second"))


def test_a_row_costs_one_statement(db, django_assert_num_queries):
    cy = factories.make_user("cy@example.org")

    with django_assert_num_queries(1):
        prepared.get(User, id=cy.pk)


def test_a_new_row_is_stored_as_it_stands(db, thread):
    cy = factories.make_user("cy@example.org")
    comment = Comment(
        **place_under(factories.make_comment(thread))._asdict(),
        thread=thread,
        author=cy,
        body="“Zoë” has 100 % of a bed",
        body_html="<p>…</p>",
        status=Comment.Status.PUBLISHED,
        published_at=datetime.now(UTC),
    )

    prepared.insert(comment)

    assert values(Comment.objects.get(pk=comment.pk)) == values(comment)


def test_a_new_row_is_new_no_more(db, thread):
    cy = factories.make_user("cy@example.org")
    comment = Comment(**place_under(None)._asdict(), thread=thread, author=cy, body="A")
    prepared.insert(comment)

    comment.body = "B"
    comment.save()

    assert Comment.objects.get().body == "B"


@pytest.fixture
def thread(db):
    from comments import threads

    return threads.of(factories.make_story())


def test_a_new_row_keeps_the_number_that_it_has(db, thread):
    place = place_under(None)._asdict()
    prepared.insert(Comment(**place, pk=1234567, thread=thread, body="A"))

    assert Comment.objects.get().pk == 1234567
