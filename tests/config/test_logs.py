"""What may stand in a log: events and ids, never people."""

import io
import logging

import pytest

from config import logs

TOKEN = "IkFkYSI.aZ09_-x:1tq:sig"


@pytest.fixture
def logged():
    """Logs by way of the filter; gives what would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.ScrubPersonalData())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False

    def write(message, *values, **options):
        logger.warning(message, *values, **options)
        return stream.getvalue()

    yield write
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "planted",
    [
        "ada@example.org",
        "Ada.Field+list@news.example.co.uk",
        "zoë@exämple.org",
        "o'hara@example.org",
    ],
)
def test_an_address_never_reaches_the_log(logged, planted):
    written = logged("Refused <%s>: no such mailbox", planted)

    assert "example" not in written.replace("[address]", "")
    assert "exämple" not in written
    assert "no such mailbox" in written


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/petitions/confirm/{TOKEN}/", "/petitions/confirm/[token]/"),
        (f"/my/{TOKEN}/withdraw/", "/my/[token]/withdraw/"),
        (f"https://site.example/my/{TOKEN}", "https://site.example/my/[token]"),
        (f"/my/{TOKEN}?from=letter", "/my/[token]?from=letter"),
        (f"/newsletter/confirm/{TOKEN}/", "/newsletter/confirm/[token]/"),
        (f"/newsletter/stop/{TOKEN}/", "/newsletter/stop/[token]/"),
        (f"/gifts/{TOKEN}/2026/", "/gifts/[token]/2026/"),
        (f"/gifts/by-letter/{TOKEN}/", "/gifts/by-letter/[token]/"),
        (
            f"/forum/letters/stop/reply-story/{TOKEN}/",
            "/forum/letters/stop/reply-story/[token]/",
        ),
        (f"/accounts/me/keep/{TOKEN}/", "/accounts/me/keep/[token]/"),
        (f"/accounts/me/address/undo/{TOKEN}/", "/accounts/me/address/undo/[token]/"),
    ],
)
def test_the_token_of_a_letter_never_reaches_the_log(logged, path, kept):
    assert kept in logged("Not Found: %s", path)
    assert TOKEN not in logged("Not Found: %s", path)


def test_an_exception_is_scrubbed_too(logged):
    try:
        raise ValueError("no row for ada@example.org at /my/secret-token/")
    except ValueError:
        written = logged("It broke", exc_info=True)

    assert "ValueError: no row for [address] at /my/[token]/" in written
    assert "ada@" not in written


def test_an_event_with_its_id_is_left_alone(logged):
    written = logged("Confirmed signature %s", 7)

    assert written == "Confirmed signature 7\n"


@pytest.mark.parametrize("words", ["50% off", "100 %s", "{curly}", "%(name)s"])
def test_a_percent_sign_breaks_no_log_line(logged, words):
    assert words in logged(words)


def test_every_handler_of_the_site_has_the_filter(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert "scrub" in handler["filters"]
    for logger in settings.LOGGING["loggers"].values():
        assert not logger.get("handlers"), "a handler here would skip the filter"
