"""The two stores in front of a public page."""

import gzip
import threading
import time

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from config import public_pages


class View:
    """A public view that counts how often it was really asked."""

    def __init__(self, **options):
        self.made = 0
        self.status = 200
        self.pause_seconds = 0.0
        self.fault = None
        page = public_pages.public_page(**options)(self._make)
        self.ask = public_pages.answer_from_memory(page)

    def _make(self, request):
        self.made += 1
        time.sleep(self.pause_seconds)
        if self.fault:
            raise self.fault
        return HttpResponse(f"page {self.made} " + "words " * 100, status=self.status)


@pytest.fixture
def view():
    return View()


@pytest.fixture
def later(monkeypatch):
    """Turns the clock of the pages on by so many seconds."""
    real = time.time

    def turn(seconds):
        monkeypatch.setattr(public_pages.time, "time", lambda: real() + seconds)

    return turn


def test_a_page_is_made_once_for_many_readers(rf, view):
    answers = {view.ask(rf.get("/")).content for _ in range(50)}

    assert len(answers) == 1
    assert view.made == 1


def test_a_page_is_made_anew_a_second_later(rf, view, later):
    view.ask(rf.get("/"))
    later(public_pages.FRESH_SECONDS + public_pages.MEMORY_SECONDS)

    assert b"page 2" in view.ask(rf.get("/")).content


def test_a_page_that_was_changed_shows_at_once(rf, view):
    view.ask(rf.get("/"))
    public_pages.forget("/")

    assert b"page 2" in view.ask(rf.get("/")).content


def test_a_page_that_nobody_has_made_is_made_by_one(rf, view):
    view.pause_seconds = 0.3
    answers = []
    crowd = [
        threading.Thread(target=lambda: answers.append(view.ask(rf.get("/")).content))
        for _ in range(8)
    ]
    for reader in crowd:
        reader.start()
    for reader in crowd:
        reader.join()

    assert view.made == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_nobody_waits_for_a_page_that_failed(rf, view):
    view.fault = ValueError("a mistake of ours")
    with pytest.raises(ValueError, match="ours"):
        view.ask(rf.get("/"))
    view.fault = None
    start = time.monotonic()

    assert view.ask(rf.get("/")).status_code == 200
    assert time.monotonic() - start < 1


def test_a_page_is_compressed_for_those_who_can(rf, view):
    plain = view.ask(rf.get("/"))
    packed = view.ask(rf.get("/", headers={"accept-encoding": "br, gzip"}))

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    assert packed["ETag"] != plain["ETag"]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_the_page_is_not_sent_it_again(rf, view, encoding):
    headers = {"accept-encoding": encoding}
    etag = view.ask(rf.get("/", headers=headers))["ETag"]
    again = view.ask(rf.get("/", headers=headers | {"if-none-match": etag}))

    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == etag


def test_an_old_page_is_better_than_none_while_the_database_is_away(rf, view, later):
    good = view.ask(rf.get("/")).content
    view.fault = OperationalError("gone")
    public_pages.forget_memory()
    later(60)

    assert view.ask(rf.get("/")).content == good


def test_what_is_no_public_page_is_not_kept(rf, view):
    view.status = 404

    assert view.ask(rf.get("/")).status_code == 404
    view.status = 200
    assert view.ask(rf.get("/")).status_code == 200


def test_a_page_for_one_host_is_not_served_to_a_forged_one(rf, view):
    view.ask(rf.get("/"))

    assert public_pages._find_in_memory(rf.get("/"))
    forged = rf.get("/", headers={"host": "evil.example"})
    assert public_pages._find_in_memory(forged) is None


def test_the_memory_does_not_grow_without_end(rf, view):
    for number in range(public_pages.MOST_IN_MEMORY + 10):
        view.ask(rf.get(f"/{number}/"))

    assert len(public_pages._memory) <= public_pages.MOST_IN_MEMORY
