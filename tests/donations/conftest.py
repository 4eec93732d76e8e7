import pytest

from donations import standin, stripe_api
from donations.models import Channel
from tests import factories


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def channel(campaign):
    return factories.make_channel(campaign=campaign)


@pytest.fixture
def checkout(campaign):
    """An own checkout of the campaign."""
    return factories.make_channel(
        campaign=campaign, kind=Channel.Kind.CHECKOUT, url="", title="The appeal"
    )


@pytest.fixture
def stripe(settings, monkeypatch, tmp_path):
    """The stand-in, with an empty shelf."""
    settings.STRIPE_STANDIN = True
    server = standin.StandIn(tmp_path / "stripe")
    monkeypatch.setattr(standin, "client", lambda: server)
    stripe_api._client.cache_clear()
    yield server
    stripe_api._client.cache_clear()


@pytest.fixture
def finance(client, db):
    """A browser at the desk, by whoever keeps the books."""
    factories.at_the_desk(client, factories.make_fin())
    return client
