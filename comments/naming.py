"""The name that stands beside a reader's comments: asked once, at the first."""

import re
import unicodedata

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from comments import checking, moving
from comments.checking import Draft
from comments.models import Comment
from petitions import names

Status = Comment.Status
# What only the newsroom calls itself, in the languages that it may publish in.
OFFICIAL = ("editor", "moderator", "admin", "administrator", "staff", "newsroom")
# Cyrillic and other letters that are drawn like Latin ones (Unicode TR 39).
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u026101|\u0131",
    "aeopcyxijsdgolli",
)
_NOT_LETTERS = re.compile(r"[\W_]+")


class Impersonates(ValueError):
    """A name that readers would take for the newsroom's, or a member of its staff."""


def clean(typed: str) -> str:
    """A name as signers may have it. Raises names.NotAName and Impersonates."""
    name = names.clean(typed)
    folded = fold(name)
    words = {fold(word) for word in name.split()}
    if folded == fold(settings.NEWSROOM_NAME) or words & {*OFFICIAL, _translated()}:
        raise Impersonates(name)
    staff = User.objects.filter(is_staff=True, is_active=True)
    known = staff.exclude(display_name="").values_list("display_name", flat=True)
    if folded in map(fold, known):
        raise Impersonates(name)
    return name


def fold(name: str) -> str:
    """A name as it looks: without case, marks, spaces, and letters drawn alike."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LOOKALIKES))
    without_marks = (char for char in plain if not unicodedata.combining(char))
    return _NOT_LETTERS.sub("", "".join(without_marks))


@transaction.atomic
def name(author: User, shown: str) -> list[Comment]:
    """Give a reader their name, and have all that waited for it judged."""
    own = User.objects.filter(pk=author.pk, display_name="")
    own.update(display_name=shown)
    author.refresh_from_db(fields=["display_name"])
    waiting = Comment.objects.filter(author=author, status=Status.UNNAMED)
    comments = list(waiting.select_related("thread", "parent").order_by("pk"))
    for comment in comments:
        place = (comment.thread, comment.body, comment.parent)
        draft = Draft(author, *place, changed=comment)
        verdict = checking.judge(draft)
        moving.move(
            comment,
            verdict.status,
            rule=verdict.rule or "named",
            reason=verdict.reason,
            note=verdict.note,
        )
    return comments


def _translated() -> str:
    return fold(gettext("Editor"))
