"""A receiver on this machine, and endpoints that lead to it."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.parts.receiver import Authority, Receiver
from webhooks import delivery, outbox
from webhooks.models import Delivery

# A name of the open internet, which here leads to the receiver.
NAME = "hooks.example.org"
MILESTONE = {
    "petition": "safe-haven",
    "title": "A safe haven",
    "milestone": 100000,
    "reached_at": "2022-03-03T09:00:00Z",
}


@pytest.fixture
def clock(monkeypatch):
    """The time that the site sees; `clock(days=…)` moves it on."""
    ahead = [timedelta()]

    def move(**by):
        ahead[0] += timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + ahead[0])
    return move


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def names(monkeypatch):
    """DNS, as the site sees it: what a test says of a name, else what there is."""
    known = {NAME: ["127.0.0.1"]}
    look_up = socket.getaddrinfo

    def getaddrinfo(host, port, *arguments, **options):
        if host not in known:
            return look_up(host, port, *arguments, **options)
        if not known[host]:
            raise socket.gaierror
        return [found for it in known[host] for found in look_up(it, port, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.fixture
def own_network(settings):
    """The newsroom has allowed its own machines; here, this one."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def receiver(authority, names, own_network, monkeypatch):
    """Answers at https://hooks.example.org, under a certificate that is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    started = Receiver(tls=authority.context(NAME))
    started.start()
    yield started
    started.stop()


@pytest.fixture
def url_of():
    return lambda receiver, name=NAME: f"https://{name}:{receiver.port}/hooks?by=us"


@pytest.fixture
def endpoint(db, receiver, url_of):
    return factories.make_endpoint(url=url_of(receiver))


@pytest.fixture
def happen(db):
    """Something happens; `happen("story.published")` and the like."""

    def tell(kind="petition.milestone", **data):
        outbox.tell(kind, subject="/petitions/safe-haven/", data=MILESTONE | data)

    return tell


@pytest.fixture
def go():
    """A round of the worker."""
    return delivery.send_due


@pytest.fixture
def only():
    """The one delivery, read anew."""
    return Delivery.objects.get
