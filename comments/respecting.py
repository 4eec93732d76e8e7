"""One reader respects what another said. There is no contrary."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.models import User
from comments import counting, standing
from comments.models import Comment, Respect
from comments.posting import Refused


@transaction.atomic
def give(reader: User, comment: Comment) -> bool:
    """Respect it, once however often it is pressed. Raises Refused.

    Whether this call is the one that did.
    """
    if not comment.is_published:
        raise Refused(gettext("That comment is not here any more."))
    if comment.author_id == reader.pk:
        raise Refused(gettext("This is your own comment."))
    if words := standing.why_silent(reader):
        raise Refused(words)
    before = Respect.objects.filter(comment=comment, reader=reader)
    if before.exists():
        return False
    # Of two presses at once the row's uniqueness lets one through.
    given = Respect(comment=comment, reader=reader)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError:
        return False
    counting.queue(comment, respects=1)
    return True


@transaction.atomic
def take_back(reader: User, comment: Comment) -> bool:
    """Whether there was any to take back."""
    own = Respect.objects.filter(comment=comment, reader=reader)
    removed, _by_model = own.delete()
    if removed:
        counting.queue(comment, respects=-1)
    return bool(removed)
