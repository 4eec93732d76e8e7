"""A petition, and what readers do on it."""

import re

import pytest
from hypothesis import settings as hypothesis_settings

from mailroom import delivery
from petitions import consents, letters, signing
from petitions.models import Signature, Tally
from tests import factories

# The same examples at every run: a test that fails now and then helps nobody.
hypothesis_settings.register_profile(
    "clarion", deadline=None, derandomize=True, database=None, max_examples=100
)
hypothesis_settings.load_profile("clarion")


@pytest.fixture(autouse=True)
def _no_wording_remembered():
    """What an earlier test left in the process is of rows that are gone."""
    consents._row_id.cache_clear()
    signing.forget()


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
