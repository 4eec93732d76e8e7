"""Who follows two thousand readers costs what those said lately, not the forum.

PostgreSQL; where they said nothing for a year, the forum is read once and a half.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from comments import following
from comments.models import Comment, Follow
from tests import factories
from tests.comments.test_long_threads import explain, rows_read, statements_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
READERS, FOLLOWED, COMMENTS = 4_000, 2_000, 30_000
# The first reach, and those that are shown.
MOST_ROWS = following.REACHES[0] + 300
FILL = """
    INSERT INTO comments_comment (
        thread_id, path, depth, author_id, body, body_html, status, created_at,
        published_at, came_by, reply_count, respect_count)
    SELECT %(thread)s, lpad(n::text, 12, '0'), 0, %(first)s + {author},
        'Said.', '<p>Said.</p>', 'published',
        now() - (%(all)s - n) * interval '20 minutes',
        now() - (%(all)s - n) * interval '20 minutes', '', 0, 0
    FROM generate_series(1, %(all)s) AS n
"""
# All write in turn; or those who are followed wrote forty comments, and long ago.
TALKATIVE = "n * 7919 %% %(readers)s"
SILENT = "CASE WHEN n <= 40 THEN n ELSE %(followed)s + n %% %(followed)s END"


@pytest.fixture(scope="module", params=[TALKATIVE, SILENT], ids=["talk", "silent"])
def forum(request, django_db_setup, django_db_blocker) -> Iterator[tuple[User, int]]:
    """Filled once: who follows the first half of all who write, and what that costs."""
    with django_db_blocker.unblock(), transaction.atomic():
        most = MOST_ROWS if request.param == TALKATIVE else 2 * COMMENTS
        yield _fill(request.param), most
        transaction.set_rollback(True)


def _fill(author: str) -> User:
    reader = factories.make_user("follows@example.org")
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", email_key=f"p{n}", display_name=f"P {n}")
        for n in range(READERS)
    )
    Follow.objects.bulk_create(
        Follow(follower=reader, reader=person) for person in people[:FOLLOWED]
    )
    values = {
        "thread": factories.make_thread().pk,
        "first": people[0].pk,
        "followed": FOLLOWED,
        "readers": READERS,
        "all": COMMENTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(author=author), values)
        for table in ("comments_comment", "comments_follow", "accounts_user"):
            cursor.execute(f"ANALYZE {table}")
    return reader


def cost(reader: User, url: str) -> int:
    """The rows of comments that a page read."""
    client = Client()
    client.force_login(reader)
    statements = statements_of(lambda: client.get(url))
    # Those that are built once (`config.prepared`) are told without their words.
    told = [it.lstrip() for it in statements if it]
    plans = [explain(it) for it in told if it.startswith("SELECT")]
    return sum(map(rows_read, plans))


@pytest.mark.parametrize("is_later", [False, True])
def test_what_those_say_is_found_without_reading_the_forum(forum, is_later):
    reader, most = forum
    before = Comment.objects.order_by("pk")[COMMENTS // 2].pk
    url = f"/forum/following/{f'?before={before}' if is_later else ''}"

    assert 0 < cost(reader, url) <= most
