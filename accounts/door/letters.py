"""The letters of the door. They go first, and count against no mailbox's share:
`accounts.limits` keeps to how many there are."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from mailroom import outbox
from mailroom.models import Lane, Letter
from mailroom.printing import from_templates
from mailroom.writing import Written

CODE, STAFF, CLOSED = "account.code", "account.staff", "account.closed"
LIFETIME = timedelta(hours=1)
CODE_MINUTES = 15


def post(*, mail_to: str, code: str, who: User | None) -> Letter:
    """Put the letter for this mailbox into the outbox.

    A new and a known reader get the same one. Staff are told where their own door is,
    and whoever has a closed account that it is closed; neither letter has a code.
    """
    kind = _kind(who)
    words = _words(kind, code)
    letter = outbox.draft(
        kind,
        subject_id=None,
        mail_to=mail_to,
        lane=Lane.SECURITY,
        is_capped=False,
        lifetime=LIFETIME,
        content=words._asdict(),
    )
    letter.save()
    return letter


def _kind(who: User | None) -> str:
    if who is None or who.is_reader:
        return CODE
    return STAFF if who.is_active else CLOSED


def _words(kind: str, code: str) -> Written:
    if kind == CODE:
        return from_templates(
            "account/code", {"code_minutes": CODE_MINUTES}, blanks={"code": code}
        )
    staff_url = settings.SITE_URL + reverse("admin:index")
    return from_templates(kind.replace(".", "/"), {"staff_url": staff_url}, blanks={})
