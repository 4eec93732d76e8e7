"""Addresses as other machines need them: whole."""

import re
from urllib.parse import urlsplit

from django.conf import settings

_OWN = re.compile(r"""(?P<before>\b(?:href|src|poster)=["'])(?P<path>/(?!/))""")
_SOURCES = re.compile(r"""\bsrcset=(?P<quote>["'])(?P<list>.*?)(?P=quote)""", re.DOTALL)
# The year in which the site's tag URIs were begun to be made; never to be changed.
TAG_YEAR = 2026


def absolute(url: str) -> str:
    """The address with the site's own in front, where it is only a path."""
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def all_absolute(html: str) -> str:
    """HTML whose links and pictures can be found from another site."""
    html = _OWN.sub(rf"\g<before>{settings.SITE_URL}\g<path>", html)
    return _SOURCES.sub(_whole_sources, html)


def _whole_sources(found: re.Match[str]) -> str:
    whole = ", ".join(absolute(source.strip()) for source in found["list"].split(","))
    return f"srcset={found['quote']}{whole}{found['quote']}"


def tag(name: str) -> str:
    """A name that outlives addresses, such as tag:example.org,2026:story/12.

    The form is that of RFC 4151.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{TAG_YEAR}:{name}"


def printable(text: str) -> str:
    """The text without what XML 1.0 cannot carry (section 2.2), such as a form feed."""
    return _NO_XML.sub("", text)


_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
