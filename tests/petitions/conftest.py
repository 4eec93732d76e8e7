"""A petition, and what readers do on it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mailroom import delivery
from petitions import letters
from petitions.models import Signature, Tally
from tests import factories

NINE = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The time that the site sees; `clock(minutes=…)` moves it on."""
    now = [NINE]

    def move(**by):
        now[0] += timedelta(**by)
        return now[0]

    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return move


@pytest.fixture
def petition(db):
    return factories.make_petition()


@pytest.fixture
def sign(client, petition):
    """Post Ada's details, or others; gives the answer."""

    def post(browser=client, to=petition, **changes):
        extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
        fields = {
            name: value
            for name, value in (factories.FORM | changes).items()
            if value is not None
        }
        return browser.post(f"/petitions/{to.slug}/sign/", fields, **extra)

    return post


@pytest.fixture
def post_round(mailoutbox):
    """Write and send every letter that is due; gives the letters of this round."""

    def go():
        before = len(mailoutbox)
        letters.write_due()
        delivery.send_due()
        return mailoutbox[before:]

    return go


@pytest.fixture
def letter(sign, post_round):
    """Ada has signed; what her letter holds."""
    sign()
    (message,) = post_round()
    return Contents(message.body)


class Contents:
    """The links and the code of a letter."""

    def __init__(self, body):
        self.confirm_path = _path(r"/petitions/confirm/\w+/", body)
        self.my_path = _path(r"/my/\w+/(?!not-me)", body)
        self.not_me_path = _path(r"/my/\w+/not-me/", body)
        found = re.search(r"\b(\d{6}|\d{3} \d{3})\b", body)
        self.code = found.group(1).replace(" ", "") if found else ""


def _path(pattern, body):
    found = re.search(pattern, body)
    return found.group(0) if found else ""


@pytest.fixture
def contents():
    """Reads a message of the mail outbox."""
    return lambda message: Contents(message.body)


@pytest.fixture
def ada(db):
    return factories.make_ada()


@pytest.fixture
def bo(db):
    return factories.make_bo()


@pytest.fixture
def dee(db):
    return factories.make_dee()


@pytest.fixture
def cy(db):
    return factories.make_cy()


def whole_rows(model):
    """Every column of every row, to see whether anything changed."""
    return list(model.objects.order_by("pk").values())


@pytest.fixture
def count_of():
    """The public number as its row has it."""
    return lambda petition: Tally.objects.get(petition=petition).count


@pytest.fixture
def only_signature(petition):
    """The one signature, read anew."""
    return lambda: Signature.objects.get(petition=petition)
