"""The checks that a comment passes, in this order; the first that objects decides.

Each looks at a draft and returns a verdict, or None where it has nothing to say; `ALL`
is the order in which they are asked.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from django.utils import timezone

from comments.checking import Draft, Known, Verdict
from comments.models import Comment, ForumRules, Mode, ModerationAction
from comments.reasons import Reason
from comments.recalling import REJECTED_WITHIN, SAID_WITHIN

Status = Comment.Status
Check = Callable[[Draft, Known], Verdict | None]
# Shorter ones, such as "Thank you", are said by many people.
SAME_FROM_LENGTH = 20
MOST_LINKS = 2
# More than this share of the last comments rejected, of at least so many.
MOST_REJECTED, AT_LEAST = 0.3, 5
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
# Nine digits or more with what people write between them, as of a telephone.
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00|0)\d(?:[ ()/.-]{0,2}\d){7,14}(?![\w,]|\.\d)")
# The form of a British postcode (BS 7666), which leads to a dozen houses.
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE
)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_SPACES = re.compile(r"\s+")


def author(_draft: Draft, known: Known) -> Verdict | None:
    """Moderators decided to read each comment of this reader first."""
    if known.author.is_pre_moderated:
        return Verdict(Status.PENDING, rule="author")
    return None


def words(draft: Draft, known: Known) -> Verdict | None:
    """Words that may not stand, and words that a moderator looks at first."""
    folded, rules = fold(draft.body), known.rules
    if found := _found(rules.banned_words, folded):
        return Verdict(Status.REJECTED, rule="words", reason=Reason.ABUSIVE, note=found)
    if found := _found(rules.suspect_words, folded):
        return Verdict(Status.PENDING, rule="words", note=found)
    return None


def listed_word(text: str, rules: ForumRules) -> str:
    """The first word of either list that stands in a text; "" for none."""
    folded = fold(text)
    return _found(rules.banned_words, folded) or _found(rules.suspect_words, folded)


def mode(draft: Draft, known: Known) -> Verdict | None:
    """Here a moderator reads everything first; staff's own words excepted."""
    holds = draft.thread.mode or known.rules.mode
    if holds == Mode.BEFORE and not draft.author.is_staff:
        return Verdict(Status.PENDING, rule="mode")
    return None


def new_reader(draft: Draft, known: Known) -> Verdict | None:
    """The first comments of somebody whom nobody knows here."""
    if draft.changed is not None and draft.changed.is_published:
        return None
    is_new = known.author.published < known.rules.first_held
    if is_new and not draft.author.is_staff:
        return Verdict(Status.PENDING, rule="new reader")
    return None


def repeat(draft: Draft, known: Known) -> Verdict | None:
    """The same words as this reader said lately, here or in another thread."""
    if len(draft.body) < SAME_FROM_LENGTH or not known.author.spoke_lately:
        return None
    own = Comment.objects.filter(
        author=draft.author, created_at__gt=timezone.now() - SAID_WITHIN
    )
    own = own.exclude(status=Status.DELETED)
    if draft.changed is not None:
        own = own.exclude(pk=draft.changed.pk)
    texts = own.order_by("-pk").values_list("body", flat=True)[:100]
    if fold(draft.body) in map(fold, texts):
        return Verdict(Status.PENDING, rule="repeat", reason=Reason.SPAM)
    return None


def links(draft: Draft, known: Known) -> Verdict | None:
    """Many links, or any by somebody whose words nobody has read yet."""
    count = len(_LINK.findall(draft.body))
    is_unknown = not known.author.published
    if count > MOST_LINKS or (count and is_unknown and not draft.author.is_staff):
        return Verdict(Status.PENDING, rule="links", note=str(count))
    return None


def personal(draft: Draft, _known: Known) -> Verdict | None:
    """What looks like somebody's telephone, address, card or account."""
    kind = personal_kind(draft.body)
    if kind:
        return Verdict(
            Status.PENDING, rule="personal", reason=Reason.PERSONAL, note=kind
        )
    return None


def history(draft: Draft, known: Known) -> Verdict | None:
    """Much of what this reader said of late was rejected."""
    if not known.author.was_rejected:
        return None
    since = timezone.now() - REJECTED_WITHIN
    recent = ModerationAction.objects.standing().filter(
        comment__author=draft.author,
        at__gt=since,
        after__in=[Status.REJECTED, Status.REMOVED],
    )
    rejected = recent.values("comment").distinct().count()
    if not rejected:
        return None
    said = Comment.objects.filter(author=draft.author, created_at__gt=since).count()
    if said >= AT_LEAST and rejected / said > MOST_REJECTED:
        return Verdict(Status.PENDING, rule="history", note=f"{rejected}/{said}")
    return None


def fold(text: str) -> str:
    """A text as it reads: without case, odd forms of letters, or runs of spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def personal_kind(text: str) -> str:
    """What kind of private detail a text seems to hold; "" for none."""
    if _EMAIL.search(text):
        return "email"
    if any(_is_card(found.group()) for found in _CARD.finditer(text)):
        return "card"
    if any(_is_iban(found.group()) for found in _IBAN.finditer(text)):
        return "account"
    if _PHONE.search(text):
        return "phone"
    return "postcode" if _POSTCODE.search(text) else ""


def _is_card(found: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(char) for char in found if char.isdigit()][::-1]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_iban(found: str) -> bool:
    """The check digits of ISO 13616: the rest by 97 is one."""
    plain = found.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _found(listed: str, folded: str) -> str:
    """The first of the listed words that stands in a text; "" for none."""
    pattern = _compiled(listed)
    found = pattern.search(folded) if pattern else None
    return found.group() if found else ""


@lru_cache(maxsize=16)
def _compiled(listed: str) -> re.Pattern[str] | None:
    """All words of a list, one on each line, as one pattern; "*" is any ending."""
    lines = {fold(line) for line in listed.splitlines() if line.strip()}
    parts = [
        re.escape(line).replace(r"\*", r"\w{0,30}")
        for line in sorted(lines)
        if line.strip("*")
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


ALL: tuple[Check, ...] = (
    *(words, author, mode, personal, links, repeat),
    *(history, new_reader),
)
