"""What these tests begin with."""

import pytest

from petitions.models import Tally
from tests import factories
from tests.campaigns.oembed.asking import PETITION, SITE


@pytest.fixture(autouse=True)
def _at_an_address_of_its_own(settings):
    settings.SITE_URL = SITE
    settings.NEWSROOM_NAME = "The Meridian"


@pytest.fixture
def petition(db):
    petition = factories.make_petition()
    Tally.objects.filter(petition=petition).update(count=250_123)
    return petition


@pytest.fixture
def ask(client, db):
    def get(url=PETITION, **parameters):
        asked = {"url": url} | parameters
        return client.get(
            "/oembed", {name: value for name, value in asked.items() if value}
        )

    return get
