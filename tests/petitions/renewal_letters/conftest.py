"""What these tests begin with."""

from datetime import date

import pytest

from mailroom import delivery
from petitions import (
    renewal_letters,
    renewing,
)
from tests import factories
from tests.petitions.renewal_letters.writing import WORDS, sign
from tests.petitions.test_renewing import NEXT


@pytest.fixture
def old(db):
    phase = factories.make_phase(title="Syria 2015", started_on=date(2015, 9, 2))
    return factories.make_petition(phase=phase, title="Let them in")


@pytest.fixture
def renewal(old):
    """Renewed by `renewal()`, after whoever signs has signed."""

    def do(**changes):
        after = renewing.newest_phase(old.campaign)
        given = NEXT._replace(**changes)
        return renewing.renew(old.campaign, after, given, by=None)

    return do


@pytest.fixture
def send(renewal, bo):
    """Renew, write and send the letter; gives its row."""

    def do():
        letter = renewal_letters.write(renewal(), subject="We ask again", words=WORDS)
        renewal_letters.send(letter, by=bo)
        return letter

    return do


@pytest.fixture
def letter_to_ada(send, old, mailoutbox):
    """Ada signed the old petition and agreed to hear; her letter."""
    sign(old, "ada@example.org", show_name=True)
    send()
    renewal_letters.write_due()
    delivery.send_due()
    (letter,) = mailoutbox
    return letter
