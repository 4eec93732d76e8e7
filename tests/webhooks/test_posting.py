"""One message to one server, however that server behaves. The TLS is real."""

import socket
import time

import pytest

from tests.parts import receiver as parts
from tests.parts.receiver import Receiver
from webhooks import posting


@pytest.fixture
def post(receiver, url_of):
    return lambda **options: posting.post(
        url_of(receiver, **options), b'{"a": 1}', {"webhook-id": "evt_1"}
    )


@pytest.fixture
def in_a_hurry(monkeypatch):
    """Fractions of the times that are waited in earnest."""
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.4)
    monkeypatch.setattr(posting, "READ_SECONDS", 0.4)
    monkeypatch.setattr(posting, "LONGEST_SECONDS", 0.8)


def test_a_message_arrives_whole_under_its_own_host(receiver, post):
    outcome = post()

    assert (outcome.status, outcome.answer, outcome.problem) == (200, "nice", "")
    (heard,) = receiver.heard
    assert heard.line == "POST /hooks?by=us HTTP/1.1"
    assert heard.headers["host"] == f"hooks.example.org:{receiver.port}"
    assert heard.headers["webhook-id"] == "evt_1"
    assert heard.event == {"a": 1}


def test_a_certificate_for_another_name_gets_nothing(authority, receiver, post):
    receiver.tls = authority.context("elsewhere.example.org")

    assert post().problem == "certificate"
    assert not receiver.heard


def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    receiver, post, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert post().problem == "certificate"
    assert not receiver.heard


def test_the_number_behind_a_name_is_not_the_name(receiver, url_of):
    """The certificate must be for what stands in the address."""
    outcome = posting.post(url_of(receiver, name="127.0.0.1"), b"{}", {})

    assert outcome.problem == "certificate"
    assert not receiver.heard


def test_a_server_without_tls_gets_nothing(receiver, post):
    receiver.tls = None

    assert post().problem == "unreachable"
    assert [heard.body for heard in receiver.heard] == [b""]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver, post, code):
    other = Receiver()
    other.start()
    receiver.answer = parts.status(code, f"Location: {other.url}")

    outcome = post()

    assert (outcome.status, outcome.problem) == (code, "redirect")
    assert not outcome.is_success
    assert other.greeted == 0
    other.stop()


@pytest.mark.parametrize("code", [400, 401, 404, 429, 500, 503])
def test_an_error_is_told_with_what_the_server_says_of_it(receiver, post, code):
    receiver.answer = parts.status(code, body=b"no room")

    outcome = post()

    assert (outcome.status, outcome.answer) == (code, "no room")
    assert outcome.problem == "status"
    assert not outcome.is_success


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_every_kind_of_yes_is_success(receiver, post, code):
    receiver.answer = parts.status(code)

    assert post().is_success


def test_a_server_that_hangs_up_is_unreachable(receiver, post):
    receiver.answer = parts.hang_up

    assert post().problem == "unreachable"


def test_nobody_at_the_port_is_unreachable(receiver, post):
    receiver.stop()

    assert post().problem == "unreachable"


def test_what_is_no_http_is_told_apart(receiver, post):
    receiver.answer = b"220 mail.example.org ESMTP\r\n"

    assert post().problem == "not-http"


def test_a_server_that_says_nothing_is_given_up(receiver, post, in_a_hurry):
    receiver.answer = parts.keep_silent

    began = time.monotonic()
    assert post().problem == "slow"
    assert time.monotonic() - began < 3


def test_a_server_that_thinks_first_is_waited_for(receiver, post, monkeypatch):
    """Longer than for a connection: it may do its work before it answers."""
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.3)

    def think(caller):
        time.sleep(0.6)
        caller.sendall(parts.OK)

    receiver.answer = think

    assert post().is_success


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nX: "], ids=["status", "headers"]
)
def test_a_server_that_drips_its_headers_is_cut_off(
    receiver, post, in_a_hurry, beginning
):
    receiver.answer = parts.drip(beginning)

    began = time.monotonic()
    assert post().problem == "slow"
    assert time.monotonic() - began < 3


def test_a_handshake_that_is_never_answered_is_given_up(names, own_network, in_a_hurry):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://hooks.example.org:{silent.getsockname()[1]}/"

        began = time.monotonic()
        assert posting.post(url, b"{}", {}).problem == "slow"
        assert time.monotonic() - began < 3


def test_a_body_that_drips_does_not_undo_the_answer(receiver, post, in_a_hurry):
    receiver.answer = parts.drip(b"HTTP/1.1 200 OK\r\n\r\nthanks ")

    began = time.monotonic()
    outcome = post()

    assert outcome.is_success
    assert outcome.answer.startswith("thanks x")
    assert time.monotonic() - began < 3


def test_of_a_huge_answer_the_beginning_is_read(receiver, post):
    receiver.answer = parts.pour

    outcome = post()

    assert outcome.is_success
    assert outcome.answer == "y" * 500


def test_headers_without_end_are_refused(receiver, post):
    receiver.answer = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n"

    assert post().problem == "not-http"


def test_what_an_answer_says_can_be_kept_and_shown(receiver, post):
    said = b"caf\xc3\xa9\x00\x1b[31m\xff \xe2\x80\xae<script>"
    receiver.answer = parts.status(200, body=said)

    answer = post().answer

    assert answer.startswith("café [31m")
    assert answer.isprintable()


def test_of_several_addresses_the_next_one_is_tried(receiver, post, names, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    names["hooks.example.org"] = ["127.0.0.2", "127.0.0.1"]

    assert post().is_success
