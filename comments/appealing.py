"""An author whose comment was refused asks once that somebody looks again.

Another person decides than the one who decided first, as long as there is another
moderator; where a rule decided, any person is another. What happens to the comment in
any other way settles the appeal with it.
"""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import limits, pending
from accounts.models import User
from comments import explaining, moderating, moving
from comments.models import Appeal, Comment, ModerationAction
from comments.posting import Refused

KIND = "comments.appeal"
Status = Comment.Status
Outcome = Appeal.Outcome
# As long as the DSA (Article 20) has large platforms take complaints.
OPEN_FOR = timedelta(days=183)
LIMIT = "appeals of a reader"
LONGEST = 1000
# How an appeal ends when its comment is moved by anything else.
ENDS = {Status.PUBLISHED: Outcome.RESTORED, Status.DELETED: Outcome.DROPPED}


def offer() -> None:
    """Let readers send one before they are signed in; hear of comments that move."""
    pending.register(KIND, perform, words=words, button=_("Send your appeal"))
    moving.hear(_settle)


# Asking


def may_appeal(comment: Comment) -> bool:
    """Whether its author can ask now."""
    return not hasattr(comment, "appeal") and _decision(comment) is not None


def _decision(comment: Comment) -> ModerationAction | None:
    """The step that refused it, if that is not long ago."""
    if comment.status not in moderating.REFUSED:
        return None
    step = explaining.last_step(comment)
    return step if step and timezone.now() < step.at + OPEN_FOR else None


@transaction.atomic
def appeal(comment: Comment, reader: User, text: str) -> Appeal:
    """Ask that somebody looks again; a second press finds the first. Raises Refused."""
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    held = rows.filter(pk=comment.pk, author=reader).first()
    if held is None:
        raise Refused(gettext("That comment is not yours."))
    if earlier := Appeal.objects.filter(comment=held).first():
        return earlier
    step = _decision(held)
    if step is None:
        raise Refused(gettext("There is no decision about this comment to appeal."))
    return Appeal.objects.create(comment=held, step=step, words=text)


def words(payload: pending.Payload) -> list[tuple[str, str]]:
    return [(gettext("Your appeal"), str(payload.get("text", "")))]


def perform(user: User, payload: pending.Payload) -> str:
    """Send it as this reader, on the way in. Raises pending.Refused."""
    found = Comment.objects.filter(pk=payload["comment"]).first()
    if found is None:
        raise pending.Refused(gettext("That comment is not here any more."))
    if limits.first_wait([(LIMIT, str(user.pk))]):
        raise pending.Refused(gettext("These were many appeals. Try again tomorrow."))
    try:
        appeal(found, user, payload["text"])
    except Refused as refusal:
        raise pending.Refused(str(refusal)) from refusal
    return mine_url(found)


def mine_url(comment: Comment) -> str:
    """Where its author sees how it stands."""
    return f"{reverse('comments:mine')}#comment-{comment.pk}"


# Deciding


def why_not(appeal: Appeal, person: User) -> str:
    """Why this moderator cannot decide it, in words for them; "" when they can."""
    if not appeal.is_open:
        return gettext("This appeal is decided.")
    if appeal.step.actor_id == person.pk and others(person):
        return gettext(
            "You made the decision that this is about. Another moderator decides the"
            " appeal."
        )
    return ""


def others(person: User) -> bool:
    """Whether anybody else could decide."""
    right = Permission.objects.filter(
        codename="moderate_comment", content_type__app_label="comments"
    )
    staff = User.objects.filter(is_active=True, is_staff=True).exclude(pk=person.pk)
    has_it = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return staff.filter(has_it | Q(is_superuser=True)).exists()


@transaction.atomic
def restore(appeal: Appeal, by: User, answer: str) -> bool:
    """Publish the comment again; False when somebody decided before."""
    if not _close(appeal, Outcome.RESTORED, by, answer):
        return False
    moderating.approve(_held(appeal), by, note=gettext("appeal"))
    return True


@transaction.atomic
def uphold(appeal: Appeal, by: User, answer: str) -> bool:
    """Leave it as it is; its author is told. False when somebody decided before."""
    if not _close(appeal, Outcome.UPHELD, by, answer):
        return False
    moving.stay(_held(appeal), by=by, note=gettext("appeal"), is_told=True)
    return True


def _held(appeal: Appeal) -> Comment:
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=appeal.comment_id)


def _close(appeal: Appeal, outcome: Outcome, by: User | None, answer: str = "") -> bool:
    own = Appeal.objects.filter(pk=appeal.pk, outcome=Outcome.OPEN)
    changes = {"outcome": outcome, "answer": answer, "decided_by": by}
    return bool(own.update(decided_at=timezone.now(), **changes))


def _settle(comment: Comment, _before: str, action: ModerationAction | None) -> None:
    if comment.status not in ENDS or action is None:
        return
    found = Appeal.objects.filter(comment=comment, outcome=Outcome.OPEN).first()
    if found:
        _close(found, ENDS[Status(comment.status)], action.actor)
