"""Which pictures belong to which story.

A picture may be sent before its story is saved. It becomes the story's when the story
is saved with it, and goes after a week if that never happens.
"""

from datetime import timedelta

from django.utils import timezone

from campaigns.body import reading
from campaigns.body.blocks import PictureMark
from campaigns.models import BodyPicture, Story

STRAY_DAYS = 7


def gather(story: Story) -> None:
    """Make the pictures that the text names the story's, if they are nobody's."""
    named = [it.pk for it in reading.read(story.body) if isinstance(it, PictureMark)]
    if named:
        BodyPicture.objects.filter(pk__in=named, story=None).update(story=story)


def drop_strays() -> int:
    """Forget pictures whose story was never saved; how many."""
    long_ago = timezone.now() - timedelta(days=STRAY_DAYS)
    strays = BodyPicture.objects.filter(story=None, added_at__lt=long_ago)
    return strays.delete()[0]
