"""Where the step after signing may lead: a page of ours or elsewhere, or a mailbox."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mailroom import addresses

MAILBOX = "mailto:"
_OWN_PAGE = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")


def check(typed: str) -> None:
    """Raises ValidationError for what is none of the three."""
    if not (_is_own_page(typed) or _is_elsewhere(typed) or mailbox(typed)):
        raise ValidationError(
            _(
                "Enter a page of this site (/campaigns/…), a whole address"
                " (https://…) or an email address."
            )
        )


def mailbox(typed: str) -> str:
    """The email address that was entered, with or without "mailto:"; "" of a page."""
    try:
        return addresses.parse(typed.removeprefix(MAILBOX)).mail_to
    except ValueError:
        return ""


def host(typed: str) -> str:
    """Whose page it is; "" of one of ours and of a mailbox."""
    return urlsplit(typed).hostname or "" if _is_elsewhere(typed) else ""


def _is_own_page(typed: str) -> bool:
    return _OWN_PAGE.fullmatch(typed) is not None


def _is_elsewhere(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    has_space = re.search(r"[\s\\]", typed) is not None
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not has_space
