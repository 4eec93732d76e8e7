"""Who hears of money by letter: a donor of what is theirs, and Finance of what is odd.

Neither counts against a mailbox's cap: both are about money that moved, or may not.
"""

from typing import Any

from accounts import roles
from donations.models import Donation
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates


def donor(donation: Donation, kind: str, subject_id: int) -> None:
    """Ask for a letter in the caller's transaction; none once the address is erased."""
    if donation.email:
        letter = outbox.draft(
            kind,
            subject_id=subject_id,
            mail_to=donation.email,
            lane=Lane.TRANSACTIONAL,
            is_capped=False,
        )
        outbox.post([letter])


def finance(kind: str, template: str, about: dict[str, Any]) -> None:
    """Write to everybody with the role Finance; to the owners, where nobody has it."""
    written = from_templates(template, about, blanks={})
    content = {"subject": written.subject, "text": written.text, "html": written.html}
    outbox.post(
        outbox.draft(
            kind,
            subject_id=None,
            mail_to=person.email,
            lane=Lane.TRANSACTIONAL,
            is_capped=False,
            content=content,
        )
        for person in roles.holders(roles.FINANCE)
    )
