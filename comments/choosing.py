"""What a reader chose about the forum's letters: how soon they come, and their end."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from comments.models import ForumChoices, Notice, NoticeKind, Pace
from comments.models.notices import USUAL
from mailroom import tokens
from mailroom.tokens import BadToken

# So long a letter "within minutes" waits for more of the same.
GATHERED_FOR = timedelta(minutes=5)
STOP = "notices.stop"
_BETWEEN_KINDS = "-"


class Due(NamedTuple):
    """When a letter is to tell of something, and how soon that was wished."""

    pace: str = ""
    at: datetime | None = None


NO_LETTER = Due()


def of(reader: User) -> ForumChoices:
    """What they chose; the usual, and not saved, of who chose nothing."""
    found = ForumChoices.objects.filter(reader=reader).first()
    return found or ForumChoices(reader=reader)


def own(reader: User) -> ForumChoices:
    """The same as a row, made with the first choice."""
    return ForumChoices.objects.get_or_create(reader=reader)[0]


def dues(
    kind: NoticeKind, readers: Collection[int], *, now: datetime
) -> dict[int, Due]:
    """When each of these readers is to have a letter that tells of something now."""
    chosen = ForumChoices.objects.filter(reader__in=readers)
    paces = dict(chosen.values_list("reader_id", kind.value))
    return {pk: due(paces.get(pk, USUAL[kind]), now=now) for pk in readers}


def due(pace: str, *, now: datetime) -> Due:
    """The next time of such a letter: soon, or at the hour of letters."""
    if pace == Pace.NEVER:
        return NO_LETTER
    if pace == Pace.AT_ONCE:
        return Due(pace, now + GATHERED_FOR)
    day, days_between = timezone.localdate(now), 1
    if pace == Pace.WEEKLY:
        day, days_between = day + timedelta(days=-day.weekday() % 7), 7
    at = _hour_of_letters(day)
    return Due(pace, at if at > now else _hour_of_letters(day, later=days_between))


def _hour_of_letters(day: date, *, later: int = 0) -> datetime:
    """In the site's time zone, also across the change of the clocks."""
    at = datetime.combine(day + timedelta(days=later), time(settings.DIGEST_HOUR))
    return timezone.make_aware(at)


@transaction.atomic
def set_paces(choices: ForumChoices, paces: Mapping[str, str]) -> None:
    """Keep these, by kind; what waits for a letter waits as long as they say now."""
    for kind, pace in paces.items():
        setattr(choices, kind, pace)
    choices.save()
    now = timezone.now()
    for kind, pace in paces.items():
        waiting = Notice.objects.filter(recipient=choices.reader_id, kind=kind)
        waiting = waiting.filter(letter_due_at__isnull=False).exclude(pace=pace)
        wished = due(pace, now=now)
        waiting.update(pace=wished.pace, letter_due_at=wished.at)


def wanted(choices: ForumChoices) -> set[str]:
    """The kinds of which letters tell this reader at all."""
    return {it for it in NoticeKind.values if getattr(choices, it) != Pace.NEVER}


# The links in the letters


def stop_url(choices: ForumChoices, kinds: Iterable[str]) -> str:
    """Where letters about these kinds end by one press. Of choices that are saved."""
    named = _BETWEEN_KINDS.join(sorted(set(kinds)))
    token = tokens.make(f"{STOP}.{named}", choices.pk, bytes(choices.salt))
    path = reverse("comments:stop_letters", args=[named, token])
    return f"{settings.SITE_URL}{path}"


def read(named: str, text: str) -> tuple[ForumChoices, list[NoticeKind]]:
    """Whose letters a link stops, and about what. Raises BadToken."""
    claim = tokens.claim(text)
    rows = ForumChoices.objects.select_related("reader")
    found = rows.filter(pk=claim.pk).first()
    purpose = f"{STOP}.{named}"
    if found is None or not claim.is_true(purpose, bytes(found.salt)):
        raise BadToken
    return found, [NoticeKind(kind) for kind in named.split(_BETWEEN_KINDS)]


def stop(choices: ForumChoices, kinds: Iterable[str]) -> None:
    """No more letters about these; the notices on the site stay."""
    set_paces(choices, dict.fromkeys(kinds, Pace.NEVER))
