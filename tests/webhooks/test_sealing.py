"""Receivers can tell our messages from others', with the libraries that there are."""

import hashlib
import re
import time
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from tests import factories
from webhooks import managing, sealing
from webhooks.models import Event

# Published with the libraries of Standard Webhooks.
KEY = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"


def published(keys):
    return sealing.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        keys,
        timestamp=1614265330,
    )


def test_the_signature_is_the_published_one():
    assert published([KEY])["webhook-signature"] == PUBLISHED


def test_two_keys_make_two_signatures_the_newest_first():
    both = published([b"new", KEY])["webhook-signature"].split(" ")

    assert both == [published([b"new"])["webhook-signature"], PUBLISHED]


def verify_of_the_page():
    """The example that the documentation gives to receivers, as they would run it."""
    (code,) = re.findall(
        r"```python\n(.*?def verify.*?)```", PAGE.read_text(), re.DOTALL
    )
    example: dict = {}
    exec(code, example)  # noqa: S102 (our own page)
    return example["verify"]


@pytest.fixture
def message(db):
    endpoint = factories.make_endpoint()
    event = Event.objects.create(kind="story.published", subject="/x/", data={"a": "é"})
    body = sealing.body(event)

    def make(**changes):
        timestamp = changes.pop("timestamp", int(time.time()))
        keys = [sealing.secret(salt) for salt in endpoint.salts]
        headers = sealing.headers(event.public_id, body, keys, timestamp=timestamp)
        return headers | changes, body

    return endpoint, make


def test_the_example_of_the_documentation_lets_a_message_in(message):
    endpoint, make = message
    headers, body = make()

    assert verify_of_the_page()(sealing.shown(bytes(endpoint.salt)), headers, body)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_the_example_refuses_what_is_older_or_newer_than_five_minutes(message, seconds):
    endpoint, make = message
    headers, body = make(timestamp=int(time.time()) + seconds)

    assert not verify_of_the_page()(sealing.shown(bytes(endpoint.salt)), headers, body)


def test_the_example_refuses_what_was_changed(message):
    endpoint, make = message
    verify, shown = verify_of_the_page(), sealing.shown(bytes(endpoint.salt))
    headers, body = make()

    assert not verify(shown, headers, body + b" ")
    assert not verify(shown, headers | {"webhook-id": "evt_other"}, body)
    assert not verify(shown, headers | {"webhook-signature": "v1,"}, body)
    later = str(int(headers["webhook-timestamp"]) + 1)
    assert not verify(shown, headers | {"webhook-timestamp": later}, body)


def test_the_old_secret_is_good_for_a_day_beside_the_new_one(message, clock):
    endpoint, make = message
    verify, old = verify_of_the_page(), sealing.shown(bytes(endpoint.salt))
    managing.rotate(endpoint)
    endpoint.refresh_from_db()
    new = sealing.shown(bytes(endpoint.salt))

    assert new != old
    assert verify(old, *make())
    assert verify(new, *make())
    clock(hours=24, seconds=1)
    assert not verify(old, *make())
    assert verify(new, *make())


def test_the_old_secret_can_be_ended_at_once(message):
    endpoint, make = message
    old = sealing.shown(bytes(endpoint.salt))
    managing.rotate(endpoint)
    managing.end_old_secret(endpoint)
    endpoint.refresh_from_db()

    assert not verify_of_the_page()(old, *make())


def test_no_table_holds_a_secret(message, settings):
    """Who has the database and not the site's key can sign nothing."""
    endpoint, _make = message
    before = sealing.secret(bytes(endpoint.salt))
    settings.SECRET_KEY = "another key of fifty characters and more, as it must be"

    assert sealing.secret(bytes(endpoint.salt)) != before
    assert len(before) == hashlib.sha256().digest_size
    assert b64encode(before).decode() not in str(vars(endpoint))


def test_the_body_is_the_same_bytes_however_the_database_orders_it(message):
    event = Event.objects.get()
    event.data = {"b": 1, "a": 2}
    first = sealing.body(event)
    event.data = {"a": 2, "b": 1}

    assert sealing.body(event) == first
