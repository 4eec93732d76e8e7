"""Mistakes of configuration, told at start with their cure."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from config import connections

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def nothing_of_the_demo_is_left(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A site on the open web must not show its letters to everybody."""
    problems: list[CheckMessage] = []
    if settings.DEMO:
        problems.append(
            Error(
                "Demo mode is on: anybody can read the site's letters at /inbox/.",
                hint="Set DEMO=0.",
                id="clarion.E001",
            )
        )
    if not settings.EMAIL_URL:
        problems.append(
            Error(
                "Letters have nowhere to go.",
                hint="Set EMAIL_URL, for example smtp+tls://user:password@mail:587.",
                id="clarion.E002",
            )
        )
    if urlsplit(settings.SITE_URL).hostname in LOOPBACK:
        problems.append(
            Warning(
                "The links in letters would point at this machine.",
                hint="Set SITE_URL to the address that readers use.",
                id="clarion.W001",
            )
        )
    return problems


@register(Tags.translation)
def the_language_is_one_that_the_site_speaks(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A catalogue that is not there would leave half of the page in English."""
    known = [code for code, _ in settings.LANGUAGES]
    if settings.LANGUAGE_ASKED in known:
        return []
    return [
        Error(
            f"The site does not speak “{settings.LANGUAGE_ASKED}”.",
            hint=f"Set LANGUAGE_CODE to one of: {', '.join(known)}.",
            id="clarion.E003",
        )
    ]


@register(Tags.database)
def the_database_has_a_connection_for_everybody(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A server that runs out of connections turns signers away in the rush."""
    if not databases:
        return []
    ours, theirs = connections.most_of_this_machine(), connections.most_of_the_server()
    if theirs is None or ours <= theirs:
        return []
    return [
        Warning(
            f"This machine opens up to {ours} connections; PostgreSQL has {theirs}.",
            hint="Raise its max_connections, or lower WEB_WORKERS or WEB_THREADS.",
            id="clarion.W002",
        )
    ]
