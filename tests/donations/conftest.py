import pytest

from donations import giving, standin, stripe_api, syncing
from donations.gift_aid import claiming, offering
from donations.models import Channel, Donation, Subscription
from mailroom.addresses import parse
from tests import factories
from tests.donations.claims import FROM, NUMBER, PAID, TO


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
def appeal(campaign):
    """An own checkout that takes monthly and yearly gifts too."""
    return factories.make_channel(
        campaign=campaign,
        kind=Channel.Kind.CHECKOUT,
        url="",
        title="The appeal",
        suggested_monthly="3, 5, 10",
        suggested_yearly="25, 50",
    )


@pytest.fixture
def begin(stripe, appeal):
    """Ada begins a gift that is charged again, and nobody has told us of it yet.

    Gives what is on Stripe's shelf about it.
    """

    def start(*, interval="month", email="ada@example.org", amount_minor=500):
        gift = giving.Gift(
            address=parse(email),
            amount_minor=amount_minor,
            fee_minor=0,
            name="Ada Field",
            came_by="",
            interval=interval,
        )
        giving.start(appeal, gift)
        session_id = Donation.objects.order_by("-started_at").first().session_id
        stripe.pay(session_id)
        return stripe.shelf.get(stripe.shelf.get(session_id)["subscription"])

    return start


@pytest.fixture
def begun(begin):
    """The same, and we know."""

    def start(**changes):
        donation = syncing.sync_invoice(begin(**changes)["latest_invoice"])
        return Subscription.objects.get(donation=donation)

    return start


@pytest.fixture
def finance(client, db):
    """A browser at the desk, by whoever keeps the books."""
    factories.at_the_desk(client, factories.make_fin())
    return client


@pytest.fixture
def charity(checkout):
    return factories.make_beneficiary(checkout)


@pytest.fixture
def declared(checkout, charity):
    """Make a payment with a declaration."""

    def make(paid_at=PAID, **told):
        payment = factories.make_payment(checkout, paid_at=paid_at)
        factories.make_declaration(payment, **told)
        return payment

    return make


@pytest.fixture
def claim(declared, charity):
    def make(by=None):
        return claiming.claim(
            offering.Charity(NUMBER, charity.name),
            starts_on=FROM,
            ends_on=TO,
            by=by or factories.make_fin(),
            purpose="Claim of March",
        )

    return make
