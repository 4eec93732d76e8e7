"""Gifts that were given and paid, for tests."""

import time
from urllib.parse import urlsplit

from django.core.signing import Signer, b62_encode
from django.test import Client

from donations import events, form_tokens
from donations.models import Donation

FORM = {"amount": "1000", "email": "ada@example.org", "name": "Ada Field"}
ON_WALL = {"show_name": "on", "wall_name": "Ada F.", "show_amount": "on"}


def drawn(channel, *, age=60):
    """What a form has in it that was drawn so many seconds ago."""
    drawn_at = b62_encode(int(time.time()) - age)
    token = Signer(salt=form_tokens.SALT).sign(f"{channel.pk}:{drawn_at}")
    return {form_tokens.FIELD: token}


def press(channel, browser=None, **changes):
    """Send the form of giving; the answer."""
    path = f"/donate/{channel.campaign.slug}/checkout/{channel.pk}/"
    return (browser or Client()).post(path, FORM | drawn(channel) | changes)


def give(channel, **changes):
    """A gift that was paid, with all that follows written down."""
    answer = press(channel, **changes)
    assert answer.status_code == 302, answer.content.decode()
    Client().post(urlsplit(answer.url).path, {"do": "pay"})
    events.process_due()
    return Donation.objects.order_by("-started_at").first()
