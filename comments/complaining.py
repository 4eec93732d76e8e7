"""Notices of illegal content: a way of their own, for anybody, without an account.

As the Digital Services Act has it (Regulation (EU) 2022/2065): the place, the grounds,
name and address except about the abuse of children, a statement of good faith (Article
16(2)); a receipt (16(4)), a decision with its reasons and what can be done about it
(16(5)), and a statement of reasons to the author (17). A person decides each.
"""

import logging
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from comments import moderating
from comments.models import Comment, LegalComplaint, ModerationAction
from comments.reasons import Reason
from config import batches
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

logger = logging.getLogger(__name__)

Outcome = LegalComplaint.Outcome
RECEIPT, DECISION = "comments.complaint_received", "comments.complaint_decided"
STATEMENT = "comments.statement_of_reasons"
# Name and address go so long after the decision: as long as it can be complained about.
NAMED_FOR = timedelta(days=183)
BATCH_SIZE = 500
OF_MAILBOX = "notices of illegal content by a mailbox"
OF_NETWORK = "notices of illegal content by a network"
OF_EVERYBODY = "notices of illegal content by everybody"
# Without letters and digits that are taken for others when somebody reads them out.
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
# A permalink, or a thread's page that names one of its comments.
_COMMENT = re.compile(r"(?:/c/|#comment-)(\d{1,18})(?:/|$)")


class Told(NamedTuple):
    """What somebody says, checked for its form (`comments.forms.ComplaintForm`)."""

    place: str
    grounds: str
    is_of_children: bool
    name: str
    email: str


@transaction.atomic
def complain(told: Told) -> LegalComplaint:
    """Note it, and confirm its receipt by letter where there is an address."""
    number = "".join(secrets.choice(_SIGNS) for _place in range(8))
    complaint = LegalComplaint.objects.create(
        reference=f"L-{number}", comment=find(told.place), **told._asdict()
    )
    _post(RECEIPT, complaint.pk, complaint.email)
    return complaint


def find(place: str) -> Comment | None:
    """The comment that an address leads to, if it leads to one."""
    named = _COMMENT.search(place.strip())
    return Comment.objects.filter(pk=int(named[1])).first() if named else None


@transaction.atomic
def decide(complaint: LegalComplaint, outcome: str, answer: str, *, by: User) -> bool:
    """Remove the comment or leave it, with reasons; False when that was done before.

    Both sides are written to: whoever complained, and the author of what was removed.
    """
    own = LegalComplaint.objects.filter(pk=complaint.pk, outcome=Outcome.OPEN)
    changes = {"outcome": outcome, "answer": answer, "decided_by": by}
    if not own.update(decided_at=timezone.now(), **changes):
        return False
    if outcome == Outcome.REMOVED:
        _remove(complaint, by)
    _post(DECISION, complaint.pk, complaint.email)
    return True


def _remove(complaint: LegalComplaint, by: User) -> None:
    if complaint.comment_id is None:
        return
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    comment = rows.get(pk=complaint.comment_id)
    note = complaint.reference
    step = moderating.refuse(comment, by, Reason.ILLEGAL, note=note)
    if step and comment.author:
        _post(STATEMENT, complaint.pk, comment.author.email)


def _post(kind: str, complaint_id: int, mail_to: str) -> None:
    if mail_to:
        letter = outbox.draft(
            kind,
            subject_id=complaint_id,
            mail_to=mail_to,
            lane=Lane.TRANSACTIONAL,
            is_capped=False,
        )
        outbox.post([letter])


# Letters. None repeats what the sender typed: it would be a way to write to strangers.


@writes(RECEIPT)
def write_receipt(complaint_id: int) -> Written:
    return _write("complaint_received", _find(complaint_id), {})


@writes(DECISION)
def write_decision(complaint_id: int) -> Written:
    complaint = _find(complaint_id)
    is_removed = complaint.outcome == Outcome.REMOVED
    return _write("complaint_decided", complaint, {"is_removed": is_removed})


@writes(STATEMENT)
def write_statement(complaint_id: int) -> Written:
    """Article 17(3): what was done, on which facts and ground, and what is possible."""
    complaint = _find(complaint_id)
    comment = complaint.comment
    if comment is None or not ModerationAction.objects.filter(comment=comment).exists():
        raise NothingToWrite
    page = reverse("comments:appeal", args=[comment.pk])
    urls = {"appeal_url": settings.SITE_URL + page, "words": comment.body}
    return _write("statement_of_reasons", complaint, {}, urls)


def _find(complaint_id: int) -> LegalComplaint:
    rows = LegalComplaint.objects.select_related("comment")
    complaint = rows.filter(pk=complaint_id).first()
    if complaint is None:
        raise NothingToWrite
    return complaint


def _write(
    name: str,
    complaint: LegalComplaint,
    values: Mapping[str, bool],
    more: Mapping[str, str] | None = None,
) -> Written:
    blanks = {
        "reference": complaint.reference,
        "place": _own_address(complaint),
        "answer": complaint.answer,
        **(more or {}),
    }
    return from_templates(f"comments/{name}", values, blanks=blanks)


def _own_address(complaint: LegalComplaint) -> str:
    """The comment's address as the site itself says it; "" where it is none."""
    if complaint.comment_id is None:
        return ""
    path = reverse("comments:comment", args=[complaint.comment_id])
    return f"{settings.SITE_URL}{path}"


# The end


def purge() -> int:
    """Delete names and addresses of what was decided long enough ago; how many."""
    purged = batches.repeat(_purge_batch)
    if purged:
        logger.info("Took the names off %s notices of illegal content", purged)
    return purged


def _purge_batch() -> int:
    before = timezone.now() - NAMED_FOR
    over = LegalComplaint.objects.filter(decided_at__lt=before)
    named = over.exclude(email="", name="").order_by("decided_at")
    pks = list(named.values_list("pk", flat=True)[:BATCH_SIZE])
    forget(pks)
    return len(pks)


def forget(pks: list[int]) -> None:
    """Leave nothing of who complained, in the letters neither."""
    LegalComplaint.objects.filter(pk__in=pks).update(name="", email="")
    outbox.forget([RECEIPT, DECISION], pks)
