"""Who followed a story follows its thread after the migration, once."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from comments.models import Follow
from tests import factories

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BEFORE = "0003_moderation"


@pytest.fixture
def before():
    """The tables as they were; whatever happens, all is brought forward again."""

    def go():
        call_command("migrate", "comments", BEFORE, verbosity=0)

    yield go
    call_command("migrate", verbosity=0)


def test_a_follow_of_a_story_becomes_one_of_its_thread(before):
    reader, story = factories.make_user("x@example.org"), factories.make_story()
    before()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO comments_follow (follower_id, story_id, level, since)"
            " VALUES (%s, %s, 'all', %s)",
            [reader.pk, story.pk, timezone.now()],
        )
    call_command("migrate", verbosity=0)

    follow = Follow.objects.get()
    assert (follow.follower_id, follow.thread.story_id) == (reader.pk, story.pk)
