"""Letters about notices: when there is one to write, to whom, and its words.

A notice carries the wish for its letter (`letter_due_at`). A sweep makes one letter of
all that a reader is to hear of, in the transaction that clears those wishes: a notice
is in one letter, also when a worker dies. The words are made when the letter leaves,
from what may be seen at that moment.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from comments import choosing, grouping, notices
from comments.grouping import Line
from comments.models import ForumChoices, Notice, NoticeKind, NoticeLetter, Pace
from config import batches, failpoints
from config.wording import quoted
from mailroom import outbox, printing
from mailroom.models import Lane
from mailroom.writing import Written, writes
from petitions.models import CorrectionLetter, Signature

logger = logging.getLogger(__name__)

KIND = "comments.notices"
BATCH_SIZE = 100
PURGED_AT_ONCE = 1000
# Beyond so many in a day, what was wished at once waits for the next hour of letters:
# a mailbox gets three a day of the whole site, and one is left for what its owner does.
MOST_A_DAY = 2
DAY = timedelta(days=1)
# A letter that a mailbox's share holds back for longer tells nothing new.
LIFETIME = timedelta(days=3)
MOST_LINES = 20


# The sweep


def write_due() -> int:
    """Put letters about what is due into the outbox; how many readers were met."""
    return batches.repeat(_write_batch)


@transaction.atomic
def _write_batch() -> int:
    due = Notice.objects.filter(letter_due_at__lte=timezone.now())
    readers = due.order_by().values_list("recipient", flat=True).distinct()
    held = _hold(list(readers[:BATCH_SIZE]))
    for choices in held:
        _write(choices)
    failpoints.reach("notice-letters-not-noted")
    return len(held)


def oldest_due_seconds() -> float:
    """How long the notice whose letter is due longest has waited, in seconds."""
    now = timezone.now()
    due = Notice.objects.filter(letter_due_at__lte=now).order_by("letter_due_at")
    oldest = due.values_list("letter_due_at", flat=True).first()
    return (now - oldest).total_seconds() if oldest else 0.0


def _hold(readers: Collection[int]) -> list[ForumChoices]:
    """The choices of these readers, each for this worker alone."""
    ForumChoices.objects.bulk_create(
        (ForumChoices(reader_id=pk) for pk in readers), ignore_conflicts=True
    )
    rows = ForumChoices.objects.filter(reader__in=readers).order_by("pk")
    held = rows.select_for_update(skip_locked=True, of=("self",))
    return list(held.select_related("reader"))


def _write(choices: ForumChoices) -> None:
    """One letter of all that is due, and of what waits to be told at once."""
    now = timezone.now()
    waiting = Notice.objects.filter(
        Q(letter_due_at__lte=now) | Q(letter_due_at__isnull=False, pace=Pace.AT_ONCE),
        recipient=choices.reader_id,
    )
    found = list(waiting.values_list("pk", "pace"))
    news = set(_news().filter(pk__in=[pk for pk, _pace in found]).values_list("pk"))
    paces = {pace for pk, pace in found if (pk,) in news}
    rows = Notice.objects.filter(pk__in=[pk for pk, _pace in found])
    if not paces or not _may_be_written_to(choices):
        rows.update(letter_due_at=None, pace="")
    elif paces == {Pace.AT_ONCE} and _had_enough(choices):
        later = choosing.due(Pace.DAILY, now=now)
        rows.update(letter_due_at=later.at, pace=later.pace)
    else:
        letter = NoticeLetter.objects.create(recipient=choices.reader)
        told = rows.filter(pk__in=[pk for (pk,) in news])
        told.update(letter=letter, letter_due_at=None, pace="")
        rows.filter(letter=None).update(letter_due_at=None, pace="")
        _post(letter)


def _news() -> QuerySet[Notice]:
    """What may be seen and was not; but of a correction, who was written to as a signer
    has read it, with what they may do about their name."""
    told = CorrectionLetter.objects.filter(
        correction=OuterRef("correction"),
        signature__reader=OuterRef("recipient"),
        signature__status=Signature.Status.CONFIRMED,
    )
    return Notice.objects.filter(notices.visible(), ~Exists(told), seen_at=None)


def _may_be_written_to(choices: ForumChoices) -> bool:
    reader = choices.reader
    return reader.is_active and bool(reader.email) and not hasattr(reader, "leaving")


def _had_enough(choices: ForumChoices) -> bool:
    since = timezone.now() - DAY
    lately = NoticeLetter.objects.filter(recipient=choices.reader_id, at__gt=since)
    return lately.count() >= MOST_A_DAY


def _post(letter: NoticeLetter) -> None:
    drafted = outbox.draft(
        KIND,
        subject_id=letter.pk,
        mail_to=letter.recipient.email,
        lane=Lane.BULK,
        lifetime=LIFETIME,
    )
    outbox.post([drafted])


# The words


class Subject(NamedTuple):
    """What one letter is about."""

    choices: ForumChoices
    told: Sequence[Notice]


def load(ids: Collection[int]) -> dict[int, Subject]:
    """What can still be told. Who has seen it, or wants no such letters, gets none."""
    rows = NoticeLetter.objects.filter(pk__in=ids, recipient__is_active=True)
    found = rows.select_related("recipient__forum_choices")
    told: dict[int, list[Notice]] = {}
    news = _news().filter(letter__in=ids).select_related(*grouping.RELATED)
    for notice in news.order_by("-pk"):
        told.setdefault(notice.letter_id or 0, []).append(notice)
    subjects = {}
    for letter in found:
        choices = letter.recipient.forum_choices
        wanted = choosing.wanted(choices)
        kept = [it for it in told.get(letter.pk, []) if it.kind in wanted]
        if kept:
            subjects[letter.pk] = Subject(choices, kept)
    return subjects


@writes(KIND, load=load)
def write(subject: Subject) -> Written:
    lines = grouping.lines(subject.told)
    kinds = {line.kind for line in lines}
    stop_url = choosing.stop_url(subject.choices, kinds)
    values = {
        "subject": _subject(lines),
        "lines": tuple(lines[:MOST_LINES]),
        "more_count": max(len(lines) - MOST_LINES, 0),
        "notices_url": settings.SITE_URL + reverse("comments:notices"),
        "choices_url": settings.SITE_URL + reverse("comments:letters"),
        "stops": _stops(subject.choices, kinds),
    }
    written = printing.once("comments/notices", values)
    return written._replace(unsubscribe=stop_url)


def _subject(lines: Sequence[Line]) -> str:
    """The newest line, and how many there are besides."""
    first = lines[0]
    words = f"{first.words} {_quoted(first.place)}".rstrip()
    others = len(lines) - 1
    if not others:
        return words
    return gettext("%(words)s, and %(count)d more") % {"words": words, "count": others}


def _quoted(place: str) -> str:
    """A title in quotation marks, unless it has some of its own."""
    begin = quoted("")[:1]
    return quoted(place) if place and begin not in place else place


def _stops(choices: ForumChoices, kinds: Collection[str]) -> list[tuple[str, str]]:
    """For each kind that the letter tells of, its name and the link that ends it."""
    ordered = [kind for kind in NoticeKind if kind in kinds]
    return [(str(it.label), choosing.stop_url(choices, [it])) for it in ordered]


# Their end


def purge() -> int:
    """Forget notices, and which letters told of them, once their time is over."""
    return batches.repeat(lambda: _purge_batch(Notice) + _purge_batch(NoticeLetter))


def _purge_batch(model: type[Notice] | type[NoticeLetter]) -> int:
    before = timezone.now() - timedelta(days=settings.NOTICES_KEPT_DAYS)
    old = model._default_manager.filter(at__lt=before).order_by("at")
    oldest = list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE])
    model._default_manager.filter(pk__in=oldest).delete()
    return len(oldest)


def forget(letters: QuerySet[NoticeLetter]) -> None:
    """Take the address off these letters; none that waits is sent."""
    outbox.forget([KIND], list(letters.values_list("pk", flat=True)))
