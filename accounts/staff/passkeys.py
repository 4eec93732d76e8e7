"""Where passkeys work: browsers bind them to a name, never to an address of numbers."""

import ipaddress
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

LOCAL = "localhost"


class Adapter(DefaultMFAAdapter):
    """allauth's second steps, bound to the site's own name."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": site_name(), "name": settings.NEWSROOM_NAME}

    def get_totp_issuer(self) -> str:
        return str(settings.NEWSROOM_NAME)


def site_name() -> str:
    """The host that passkeys belong to; "localhost" for a site on this machine."""
    host = urlsplit(settings.SITE_URL).hostname or LOCAL
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return LOCAL


def work_at(request: HttpRequest) -> bool:
    """Whether this page's address is one that passkeys work at."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return host == site_name() or host.endswith(f".{site_name()}")


def better_address(request: HttpRequest) -> str:
    """The same page where passkeys work; "" when it is this one."""
    if work_at(request):
        return ""
    port = urlsplit(f"//{request.get_host()}").port
    place = f"{site_name()}:{port}" if port else site_name()
    return f"{request.scheme}://{place}{request.get_full_path()}"
