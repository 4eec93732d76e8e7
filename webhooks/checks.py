"""A mistake in the networks that webhooks may lead to, told at start with its cure."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from webhooks import destinations


@register(Tags.security)
def the_allowed_networks_can_be_read(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What cannot be read would be noticed at the first message, by nobody."""
    return [
        Error(
            f"WEBHOOK_ALLOWED_NETWORKS: {network!r} is no network.",
            hint="Write each as 10.20.0.0/16 or fd12:3456::/32, separated by commas.",
            id="clarion.E003",
        )
        for network in destinations.allowed_networks()
        if not _is_network(network)
    ]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
