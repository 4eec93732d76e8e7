"""Comments that the newsroom would like to print, with their authors' word on it.

Nobody's words are printed by default: choosing one asks its author, once, by letter and
beside the comment on their own page. What is not published any more leaves the list.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from comments.models import Comment, PrintExport, PrintPick
from config import wording
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes
from petitions.exporting.formulas import inert

PERMISSION = "comments.shortlist_comment"
KIND = "comments.print"
HEAD = ("name", "place", "words", "date", "permalink", "author_agrees")


@transaction.atomic
def pick(comment: Comment, by: User) -> PrintPick | None:
    """Put it on the list and ask its author; None when it cannot be printed."""
    if not comment.is_published or comment.author is None:
        return None
    found, is_new = PrintPick.objects.get_or_create(
        comment=comment, defaults={"by": by}
    )
    if is_new:
        letter = outbox.draft(
            KIND,
            subject_id=found.pk,
            mail_to=comment.author.email,
            lane=Lane.TRANSACTIONAL,
        )
        outbox.post([letter])
    return found


def drop(comment: Comment) -> bool:
    """Take it off the list; what its author said goes with it."""
    return bool(PrintPick.objects.filter(comment=comment).delete()[0])


def answer(picked: PrintPick, *, agreed: bool, place: str) -> None:
    """The author's word, which can be changed as long as it is on the list."""
    PrintPick.objects.filter(pk=picked.pk).update(
        agreed=agreed, place=place if agreed else "", answered_at=timezone.now()
    )


def listed() -> QuerySet[PrintPick]:
    """What can be printed, the newest first."""
    public = PrintPick.objects.filter(comment__status=Comment.Status.PUBLISHED)
    about = ("story__campaign", "campaign", "petition")
    return public.select_related(
        *("by", "comment__author"), *(f"comment__thread__{what}" for what in about)
    )


def take(
    by: User, format: str, *, agreed_only: bool
) -> tuple[PrintExport, list[PrintPick]]:
    """The list as it leaves the site, and the row that says so."""
    rows = listed().filter(agreed=True) if agreed_only else listed()
    picks = list(rows)
    export = PrintExport.objects.create(by=by, format=format, row_count=len(picks))
    return export, picks


def cells(picked: PrintPick) -> tuple[str, ...]:
    """One comment as a row of a table, with nothing that a spreadsheet would run."""
    comment = picked.comment
    moment = timezone.localtime(comment.published_at or comment.created_at)
    told = (
        comment.author_name,
        picked.place,
        comment.body,
        f"{moment:%Y-%m-%d}",
        settings.SITE_URL + comment.get_absolute_url(),
        {True: "yes", False: "no", None: "no answer yet"}[picked.agreed],
    )
    return tuple(inert(cell) for cell in told)


def paragraphs(picks: list[PrintPick]) -> Iterator[str]:
    """The same as plain text for the page: words, then who, where and when."""
    for picked in picks:
        comment = picked.comment
        who = wording.listed([comment.author_name, picked.place])
        day = timezone.localtime(comment.published_at or comment.created_at)
        said = {
            True: gettext("agreed to print"),
            False: gettext("DOES NOT AGREE TO PRINT"),
            None: gettext("NO ANSWER YET"),
        }[picked.agreed]
        url = settings.SITE_URL + comment.get_absolute_url()
        yield f"{comment.body}\n{who}\n{day:%Y-%m-%d}, {url}\n[{said}]\n\n"


@writes(KIND)
def write(pick_id: int) -> Written:
    rows = PrintPick.objects.select_related("comment")
    found = rows.filter(pk=pick_id, answered_at=None).first()
    if found is None or not found.comment.is_published:
        raise NothingToWrite
    page = reverse("comments:print", args=[found.comment_id])
    return from_templates(
        "comments/print",
        {},
        blanks={"page_url": settings.SITE_URL + page, "words": found.comment.body},
    )
