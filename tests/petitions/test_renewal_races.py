"""Forty at once: a campaign is renewed once, and each reader is written to once."""

import pytest

from mailroom.models import Lane, Letter
from petitions import drafting, renewal_letters, renewing
from petitions.models import Petition, Renewal
from tests import factories
from tests.petitions.test_races import forty_at_once
from tests.petitions.test_renewing import NEXT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_forty_editors_renew_once():
    phase = factories.make_phase()
    factories.make_petition(phase=phase)
    seen = renewing.newest_phase(phase.campaign)

    def renew():
        try:
            return renewing.renew(phase.campaign, seen, NEXT, by=None)
        except renewing.AlreadyRenewed:
            return None

    assert sum(answer is not None for answer in forty_at_once(renew)) == 1
    assert Renewal.objects.count() == 1
    assert Petition.objects.count() == 2


def test_forty_sweeps_write_everybody_once(monkeypatch):
    monkeypatch.setattr(renewal_letters, "BATCH_SIZE", 7)
    phase = factories.make_phase()
    old = factories.make_petition(phase=phase)
    factories.make_signatures(old, 60, newsletter=True)
    for number in range(20):
        factories.make_subscription(email=f"only{number}@example.org")
    renewal = renewing.renew(phase.campaign, phase.pk, NEXT, by=None)
    letter = renewal_letters.write(renewal, subject="x", words="y")
    renewal_letters.send(letter, by=factories.make_bo())
    forty_at_once(renewal_letters._write_batch)
    renewal_letters.write_due()

    rows = Letter.objects.filter(lane=Lane.BULK)
    addresses = list(rows.values_list("address", flat=True))
    assert len(addresses) == len(set(addresses)) == 80


def test_forty_sweeps_draft_each_line_once():
    petition = factories.make_petition()
    petition.milestones.create(count=100)
    forty_at_once(drafting.draft_due)

    assert petition.campaign.timeline.count() == 2
