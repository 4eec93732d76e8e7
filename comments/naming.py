"""The name beside a reader's comments: asked for with the first one, and not before."""

import unicodedata

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from accounts import naming
from accounts.models import User
from comments import checking, checks, moving, threads
from comments.checking import Draft
from comments.models import Comment
from petitions import names
from petitions.forms import name_message

Status = Comment.Status
# What a name may not call its bearer who does not work here.
OFFICES = {
    *("admin", "administrator", "editor", "editorial", "moderator", "newsdesk"),
    *("newsroom", "webmaster"),
}
# Letters of other scripts, and digits and signs, that are taken for Latin letters at a
# glance: those of UTS 39's confusables that spell such words.
_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авеѕіјкмнорԛгтухԁһӏ", "abesljkmhopqrtyxdhl", strict=True)),
        **dict(zip("αβεηικνορτυχω", "abenlkvoptuxw", strict=True)),
        **dict(zip("0135|!@$iıł", "olesllaslll", strict=True)),  # noqa: RUF001
    }
)


def register() -> None:
    naming.refuse(why_not)
    naming.doubt(why_doubted)
    naming.hear(publish_waiting)


def clean(typed: str, user: User | None) -> str:
    """A name as it is kept. Raises ValueError with words for its reader."""
    try:
        name = names.clean(typed)
    except names.NotAName as fault:
        raise ValueError(name_message(fault)) from fault
    if words := naming.why_not(name, user):
        raise ValueError(words)
    return name


def why_not(name: str, user: User | None) -> str:
    """Readers do not speak as the newsroom; staff may be called as they are."""
    if user is not None and user.is_staff:
        return ""
    words = fold(name).split()
    if _OFFICES.intersection(words) or _is_newsroom(words) or _is_of_staff(words):
        return gettext(
            "Choose another name: this one could be taken for somebody of the newsroom."
        )
    return ""


def why_doubted(name: str) -> str:
    """Words that are not let through in a comment are none of a name either."""
    word = checks.listed_word(name, threads.rules())
    return (
        gettext("It holds “%s” of the forum's lists of words.") % word if word else ""
    )


def fold(name: str) -> str:
    """A name as the eye takes it in: look-alikes as one letter, words apart."""
    spelt = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in spelt if unicodedata.category(char)[0] != "M")
    alike = bare.translate(_LOOK_ALIKES)
    return " ".join("".join(c if c.isalnum() else " " for c in alike).split())


_OFFICES = {fold(office) for office in OFFICES}


def _is_newsroom(words: list[str]) -> bool:
    ours = fold(settings.NEWSROOM_NAME)
    without_article = ours.removeprefix("the ")
    spoken = f" {' '.join(words)} "
    return bool(ours) and (
        f" {without_article} " in spoken or "".join(words) == "".join(ours.split())
    )


def _is_of_staff(words: list[str]) -> bool:
    staff = User.objects.filter(is_staff=True, is_active=True)
    taken = staff.exclude(display_name="").values_list("display_name", flat=True)
    return "".join(words) in {"".join(fold(name).split()) for name in taken}


@transaction.atomic
def publish_waiting(user: User) -> None:
    """Judge what this reader wrote while they had no name, the oldest first."""
    waiting = Comment.objects.filter(author=user, status=Status.UNNAMED)
    for comment in waiting.select_related("thread", "parent").order_by("pk"):
        # Named as the changed one, or it would repeat itself.
        place = (comment.thread, comment.body, comment.parent)
        draft = Draft(user, *place, changed=comment)
        verdict = checking.judge(draft)
        moving.move(
            comment,
            verdict.status,
            rule=verdict.rule,
            reason=verdict.reason,
            note=verdict.note,
        )
