"""Which other sites a reader may be led to for giving (FUNDRAISER_HOSTS)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config import wording


def shown_host(url: str) -> str:
    """The site's name as a reader knows it: "gofundme.com" for www.gofundme.com."""
    return _host(url).removeprefix("www.")


def leads_to_one(url: str) -> bool:
    """Whether an address is https, on the usual port, of a host that is listed.

    A host is listed by itself or by a parent of it. What is written before an @ or as a
    port makes an address look like another one, and is refused.
    """
    try:
        parts = urlsplit(url)
        is_plain = (
            parts.scheme == "https" and not parts.port and "@" not in parts.netloc
        )
    except ValueError:
        return False
    host = _host(url)
    return is_plain and any(
        host == listed or host.endswith(f".{listed}")
        for listed in settings.FUNDRAISER_HOSTS
    )


def is_allowed(url: str) -> None:
    """Refuse an address that readers may not be led to."""
    if not leads_to_one(url):
        hosts = wording.listed(settings.FUNDRAISER_HOSTS)
        raise ValidationError(
            _("Enter an https address at one of these: %(hosts)s."),
            params={"hosts": hosts},
        )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
