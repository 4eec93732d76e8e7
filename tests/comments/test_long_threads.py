"""A thread of fifty thousand comments: PostgreSQL reads no more of it than is shown."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Story
from comments import panels, threads
from comments.models import Comment, Thread, ThreadTally
from config import page_memory
from tests import factories

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
COMMENTS, ROOTS, FEATURED = 50_000, 15_000, 40
# Of the thread's rows, in all statements of a page together: those of a page are 220,
# one more of each kind is looked at, and names are looked up in other tables.
MOST_ROWS = 1_000
FILL = """
    INSERT INTO comments_comment (
        id, thread_id, parent_id, root_id, path, depth, author_id, body, body_html,
        status, created_at, published_at, featured_at, came_by,
        reply_count, respect_count)
    SELECT n, %(thread)s,
        CASE WHEN n <= %(roots)s THEN NULL ELSE {root} END,
        CASE WHEN n <= %(roots)s THEN NULL ELSE {root} END,
        CASE WHEN n <= %(roots)s THEN '' ELSE lpad(({root})::text, 12, '0') END
            || lpad(n::text, 12, '0'),
        CASE WHEN n <= %(roots)s THEN 0 ELSE 1 END,
        %(author)s, 'Said.', '<p>Said.</p>', 'published',
        now() - (%(all)s - n) * interval '1 second',
        now() - (%(all)s - n) * interval '1 second',
        CASE WHEN n %% {every} = 0 THEN now() END, '', 0, n %% 97
    FROM generate_series(1, %(all)s) AS n
"""
# A third of the replies are all in the newest conversation.
ROOT = "CASE WHEN n %% 3 = 0 THEN %(roots)s ELSE 1 + n %% %(roots)s END"


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker) -> Iterator[Story]:
    """Filled once, looked at by all, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        story = factories.make_story()
        _fill(factories.make_thread(story))
        yield story
        transaction.set_rollback(True)


def _fill(thread: Thread) -> None:
    values = {
        "thread": thread.pk,
        "author": factories.make_user("many@example.org").pk,
        "roots": ROOTS,
        "all": COMMENTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(root=ROOT, every=COMMENTS // FEATURED), values)
        cursor.execute("ANALYZE comments_comment")
    ThreadTally.objects.filter(thread=thread).update(comments=COMMENTS)


def statements_of(look) -> list[str]:
    page_memory.forget()
    with CaptureQueriesContext(
        connection,
    ) as context:
        look()
    return [query["sql"] for query in context.captured_queries]


def explain(sql: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        [[plan]] = cursor.fetchall()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def parts_of(plan: dict) -> Iterator[dict]:
    yield plan
    for part in plan.get("Plans", []):
        yield from parts_of(part)


def rows_read(plan: dict) -> int:
    """Of the table of comments, those that were thrown away too."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(
        sum(part.get(name, 0) for name in names) * part["Actual Loops"]
        for part in parts_of(plan)
        if part.get("Relation Name") == Comment._meta.db_table
    )


@pytest.mark.parametrize(
    ("tail", "most"),
    [
        ("", 5),
        ("?sort=oldest", 5),
        ("?sort=respected", 5),
        ("?sort=featured", 4),
        ("count.json", 3),
        ("feed/", 3),
        (f"{ROOTS}/", 5),
    ],
)
def test_the_first_page_reads_little_of_the_thread(story, tail, most):
    url = threads.url(story) + tail
    statements = statements_of(lambda: Client().get(url))
    plans = [explain(sql) for sql in statements]
    scans = [
        part["Relation Name"]
        for plan in plans
        for part in parts_of(plan)
        if part["Node Type"] == "Seq Scan"
    ]

    assert len(statements) <= most <= 6
    assert Comment._meta.db_table not in scans
    assert sum(map(rows_read, plans)) <= MOST_ROWS


def test_so_does_the_page_of_the_story(story):
    plans = [explain(sql) for sql in statements_of(lambda: panels.draw(story))]
    assert 0 < sum(map(rows_read, plans)) <= MOST_ROWS


def test_what_is_measured_here_would_show_a_whole_thread(story):
    """The measure itself: it sees a statement that reads all of it."""
    plan = explain("SELECT count(body) FROM comments_comment")
    assert rows_read(plan) >= COMMENTS


def test_a_permalink_into_the_middle_is_found(story):
    """It counts the conversations before it, by an index, and no further."""
    client = Client()
    middle = Comment.objects.get(pk=ROOTS // 2)
    response = client.get(middle.get_absolute_url())
    assert "?page=" in response.url
    page = client.get(response.url.partition("#")[0]).content.decode()
    assert f'id="comment-{middle.pk}"' in page
