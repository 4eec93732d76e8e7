"""Why a comment stands as it does, in words for its author."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, Comment, ModerationAction
from comments.reasons import Reason

Status = Comment.Status
NOTHING_TO_SAY = {Status.PUBLISHED, Status.UNNAMED, Status.DELETED}
RULES = {
    "author": _("Moderators read each of your comments before it is published."),
    "words": _("It holds a word that the rules of the house do not allow."),
    "personal": _("It seems to hold somebody's telephone, address or account."),
    "links": _("It holds links, which a moderator looks at first."),
    "repeat": _("You said the same not long ago."),
    "history": _("Several of your comments of the last month were not published."),
    "new reader": _("The first comments of every new reader are read by a moderator."),
    "mode": _("In this thread every comment is read by a moderator first."),
    "reports": _("Several readers reported it."),
    "checker": _("A program that looks at comments asks that a person reads it."),
}
WHO = {
    True: pgettext_lazy("who decided", "A moderator decided this."),
    False: pgettext_lazy("who decided", "A rule decided this, and no person yet."),
}
APPEALED = {
    Appeal.Outcome.OPEN: _("You appealed. A person decides, and you are told here."),
    Appeal.Outcome.RESTORED: _("You appealed, and the comment was restored."),
    Appeal.Outcome.UPHELD: _("You appealed. A moderator looked, and it stands."),
}


def last_step(comment: Comment) -> ModerationAction | None:
    """The step that brought it where it is; None where nobody objected."""
    steps = comment.actions.standing().filter(after=comment.status)
    return steps.exclude(before=comment.status).order_by("-pk").first()


def words(comment: Comment) -> list[str]:
    """Which rule it was, the reason of the moderator, and who decided."""
    if comment.status in NOTHING_TO_SAY:
        return []
    step = last_step(comment)
    if step is None:
        return []
    told = []
    if step.rule in RULES:
        told.append(str(RULES[step.rule]))
    if step.reason in Reason.values and not step.rule:
        reason = Reason(step.reason).label
        told.append(gettext("The reason: %(reason)s.") % {"reason": reason})
    told.append(str(WHO[step.actor_id is not None]))
    return told


def of_appeal(comment: Comment) -> list[str]:
    """How the author's appeal stands; empty where there is none."""
    appeal: Appeal | None = getattr(comment, "appeal", None)
    if appeal is None or appeal.outcome == Appeal.Outcome.DROPPED:
        return []
    told = [str(APPEALED[Appeal.Outcome(appeal.outcome)])]
    if appeal.answer:
        told.append(gettext("Their words: %(words)s") % {"words": appeal.answer})
    return told
