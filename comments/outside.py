"""A program outside the site looks at comments, and can ask for a person to look.

The newsroom names it (`FORUM_CHECKER_URL`, `FORUM_CHECKER_SECRET`); docs/checker.md is
for whoever writes one. A worker asks it after the comment is stored, never while its
reader waits, and once. It can hold what is published, and nothing else: it publishes,
rejects and removes nothing. Where it does not answer within `LONGEST_SECONDS` the
comment stays as the thread's rules had it, and a row says so.
"""

import binascii
import json
import logging
from base64 import b64decode
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from comments import moving
from comments.models import Comment, ModerationAction, OutsideCheck
from webhooks import posting, sealing
from webhooks.models import Delivery
from webhooks.posting import Outcome

logger = logging.getLogger(__name__)

Status = Comment.Status
State = OutsideCheck.State
RULE = "checker"
LONGEST_SECONDS = 2.0
# For looking up the name, which cannot be cut off.
PATIENCE_SECONDS = 3.0
AT_ONCE = 8
# Longer than a round takes; another worker then takes up what one left behind.
LEASE = timedelta(seconds=30)
# What waited longer, since no worker ran, is not asked about any more.
LATEST = timedelta(minutes=15)
KEPT = timedelta(days=30)
LOOKED_AT = {Status.PUBLISHED, Status.PENDING}


def listen() -> None:
    moving.hear(_hear)


def is_set() -> bool:
    return bool(settings.FORUM_CHECKER_URL)


def _hear(comment: Comment, before: str, _action: ModerationAction | None) -> None:
    """A comment that is new, or got its author's name just now."""
    if before in ("", Status.UNNAMED):
        ask(comment)


def ask(comment: Comment) -> None:
    """Note that the checker is to be asked, in the transaction of the text."""
    if is_set() and comment.status in LOOKED_AT:
        OutsideCheck.objects.create(comment=comment)


# Asking


def ask_waiting() -> int:
    """Ask about some that wait, all at once; how many were asked about."""
    if not is_set():
        return 0
    checks = _claim()
    pool = ThreadPoolExecutor(AT_ONCE, "checker")
    try:
        asked = {pool.submit(_post, *_message(check)): check for check in checks}
        done, _late = wait(asked, timeout=LONGEST_SECONDS + PATIENCE_SECONDS)
        for future, check in asked.items():
            _settle(check, _outcome(future) if future in done else posting.NOT_IN_TIME)
    finally:
        # A look-up that hangs cannot be ended; nobody waits for it.
        pool.shutdown(wait=False, cancel_futures=True)
    return len(checks)


@transaction.atomic
def _claim() -> list[OutsideCheck]:
    now = timezone.now()
    waiting = OutsideCheck.objects.filter(state=State.WAITING)
    waiting.filter(at__lt=now - LATEST).update(
        state=State.FAILED, problem="late", answered_at=now
    )
    free = waiting.exclude(leased_until__gt=now).order_by("at")
    rows = free.select_for_update(skip_locked=True, of=("self",))
    about = ("story__campaign", "campaign", "petition")
    checks = list(
        rows.select_related(*(f"comment__thread__{what}" for what in about))[:AT_ONCE]
    )
    pks = [check.pk for check in checks]
    OutsideCheck.objects.filter(pk__in=pks).update(leased_until=now + LEASE)
    return checks


def _message(check: OutsideCheck) -> tuple[bytes, dict[str, str]]:
    """What is sent: the text and where it stands, and nothing about its author."""
    comment = check.comment
    number = f"chk_{check.pk}"
    told = {
        "id": number,
        "type": "comment.check",
        "created_at": check.at.isoformat().replace("+00:00", "Z"),
        "subject": settings.SITE_URL + comment.get_absolute_url(),
        "data": {
            "text": comment.body,
            "is_reply": comment.parent_id is not None,
            "about": settings.SITE_URL + comment.thread.subject.url,
        },
    }
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    now = int(timezone.now().timestamp())
    return body, sealing.headers(number, body, [secret()], timestamp=now)


def secret() -> bytes:
    """The key that both sides have. Raises ValueError where it is no Base64."""
    text = str(settings.FORUM_CHECKER_SECRET).removeprefix(sealing.PREFIX)
    try:
        return b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("FORUM_CHECKER_SECRET") from error


def _post(body: bytes, headers: dict[str, str]) -> Outcome:
    url = settings.FORUM_CHECKER_URL
    return posting.post(url, body, headers, longest_seconds=LONGEST_SECONDS)


def _outcome(asked: Future[Outcome]) -> Outcome:
    """What came back; a mistake of ours must not hold up the others."""
    try:
        return asked.result()
    except Exception:
        logger.exception("The checker could not be asked")
        return Outcome(problem=Delivery.Problem.UNREACHABLE)


# What it said


def _settle(check: OutsideCheck, outcome: Outcome) -> None:
    answer = read(outcome.answer) if outcome.is_success else None
    if answer is None:
        problem = outcome.problem or "answer"
        _mark(check, State.FAILED, problem=problem)
        logger.warning("No answer of the checker: %s", problem)
        return
    state, label = answer
    with transaction.atomic():
        if _mark(check, state, label=label) and state == State.HOLD:
            _hold(check, label)


def read(text: str) -> tuple[str, str] | None:
    """The verdict and its label; None of anything else than what was agreed."""
    try:
        said: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("verdict") not in ("fine", "hold"):
        return None
    label = said.get("label", "")
    return str(said["verdict"]), label[:40] if isinstance(label, str) else ""


def _mark(
    check: OutsideCheck, state: str, *, label: str = "", problem: str = ""
) -> int:
    own = OutsideCheck.objects.filter(pk=check.pk, state=State.WAITING)
    return own.update(
        state=state, label=label, problem=problem, answered_at=timezone.now()
    )


def _hold(check: OutsideCheck, label: str) -> None:
    """Unless a person has looked meanwhile, whose word stands."""
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    comment = rows.get(pk=check.comment_id)
    seen = ModerationAction.objects.by_people().filter(comment=comment)
    if comment.is_published and not seen.exists():
        moving.move(comment, Status.HELD, rule=RULE, note=label)


def purge() -> int:
    """Delete what was asked a month ago; how many."""
    old = OutsideCheck.objects.filter(at__lt=timezone.now() - KEPT)
    return old.delete()[0]
