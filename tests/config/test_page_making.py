"""Who makes a public page, when, and that a later one is never undone."""

import random
import threading
import time

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse

from config import page_bytes, page_memory, public_pages
from config.caching import set_newest
from tests.config.pages import View

KEY = public_pages.page_key("/")
LOCK = public_pages._lock(KEY)


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


def test_an_old_page_is_better_than_none_while_the_database_is_away(rf, view, later):
    good = view.ask(rf.get("/")).content
    view.fault = OperationalError("gone")
    page_memory.forget()
    later(60)

    assert view.ask(rf.get("/")).content == good


def test_a_page_that_was_made_between_look_and_lock_is_not_made_again(
    rf, view, monkeypatch
):
    """The maker ends just before its lock is asked for, and it is free again."""
    add = cache.add

    def late(key, *arguments):
        if not view.made:
            page = page_bytes.made_of(
                HttpResponse("made by another"),
                open_to_other_sites=False,
                began_at=time.time(),
            )
            cache.set(KEY, page)
        return add(key, *arguments)

    monkeypatch.setattr(public_pages.cache, "add", late)

    assert view.ask(rf.get("/")).content == b"made by another"
    assert view.made == 0
    assert cache.get(LOCK) is None, "the next one need not wait for us"


def test_a_page_that_comes_while_its_lock_is_looked_at_is_not_made_again(
    rf, view, monkeypatch
):
    """The maker ends between a waiting reader's two looks."""
    cache.add(LOCK, 1)
    get = cache.get

    def maker_ends_now(key, *arguments):
        if key == LOCK and get(LOCK):
            page = page_bytes.made_of(
                HttpResponse("made by another"),
                open_to_other_sites=False,
                began_at=time.time(),
            )
            cache.set(KEY, page)
            cache.delete(LOCK)
        return get(key, *arguments)

    monkeypatch.setattr(public_pages.cache, "get", maker_ends_now)

    assert view.ask(rf.get("/")).content == b"made by another"
    assert view.made == 0


def test_while_the_database_is_away_it_is_asked_once_a_second(rf, view, later):
    view.ask(rf.get("/"))
    view.fault = OperationalError("gone")
    later(60)
    for _ in range(20):
        view.ask(rf.get("/"))

    assert view.made == 2


# A number must not fall


def test_a_page_that_took_long_does_not_replace_a_later_one(rf):
    """Or a number would fall that never fell."""
    numbers = iter([1, 2])

    def make(request):
        number = next(numbers)
        if number == 1:  # so slow that its lock ran out, and another one began
            public_pages.cache.delete(f"{public_pages.page_key('/')}:lock")
            assert b"number 2" in page(rf.get("/")).content
        return HttpResponse(f"number {number}")

    page = public_pages.public_page()(make)

    assert b"number 2" in page(rf.get("/")).content
    assert b"number 2" in page(rf.get("/")).content


def test_a_thread_that_was_held_up_brings_no_older_page_back(rf, later):
    view = View()
    page = public_pages.public_page()(view._make)
    old = page(rf.get("/"))
    later(public_pages.FRESH_SECONDS + 0.1)
    ask = page_memory.answer_from_memory(page)

    def held_up(request):
        assert b"page 2" in ask(request).content
        return old

    page_memory.answer_from_memory(held_up)(rf.get("/"))

    assert b"page 2" in ask(rf.get("/")).content


def test_no_process_shows_a_page_that_another_has_made_anew(rf, view, later):
    """Each has a memory of its own; the proxy asks now this one, now that."""
    later(0.9)
    view.ask(rf.get("/"))
    page_memory.forget()
    later(0.9 + public_pages.FRESH_SECONDS - 0.1)
    assert b"page 1" in view.ask(rf.get("/")).content
    later(0.9 + public_pages.FRESH_SECONDS + 0.05)
    assert b"page 2" in view.page(rf.get("/")).content, "the other process"

    assert b"page 2" in view.ask(rf.get("/")).content


@pytest.fixture
def farther(view):
    """How often the farther store was asked, behind a memory that stands before it."""
    asked = []

    def ask_farther(request):
        asked.append(request.path)
        return view.page(request)

    view.ask = page_memory.answer_from_memory(ask_farther)
    return asked


def test_while_one_looks_for_a_later_page_the_others_get_the_last(
    rf, view, later, farther
):
    view.ask(rf.get("/"))
    later(public_pages.FRESH_SECONDS + 0.1)
    answers = []
    view.while_making = lambda: answers.append(view.ask(rf.get("/")).content)

    assert b"page 2" in view.ask(rf.get("/")).content
    assert len(answers) == 1
    assert b"page 1" in answers[0]
    assert len(farther) == 2, "the one before, and the one that looked"
    assert b"page 2" in view.ask(rf.get("/")).content


def test_nobody_gets_the_last_when_another_process_has_a_later_one(
    rf, view, later, farther
):
    view.ask(rf.get("/"))
    later(public_pages.FRESH_SECONDS + 0.1)
    answers = []

    def another_process_is_quicker():
        page = page_bytes.made_of(
            HttpResponse("of another"), open_to_other_sites=False, began_at=time.time()
        )
        set_newest(KEY, page, stamp=page.made_at, timeout=60)
        answers.append(view.ask(rf.get("/")).content)

    view.while_making = another_process_is_quicker
    view.ask(rf.get("/"))

    assert answers == [b"of another"]


def test_after_a_quiet_hour_the_memory_is_not_taken_on_trust(rf, view, later, farther):
    view.ask(rf.get("/"))
    later(3600)
    view.while_making = lambda: view.ask(rf.get("/"))
    view.ask(rf.get("/"))

    assert len(farther) == 3


def test_the_later_page_stays_whoever_is_done_last():
    stamps = list(range(200))
    random.Random(1).shuffle(stamps)
    shares = [stamps[n::4] for n in range(4)]

    def keep(share):
        for stamp in share:
            set_newest("page", stamp, stamp=float(stamp), timeout=60)

    crowd = [threading.Thread(target=keep, args=[share]) for share in shares]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert cache.get("page") == max(stamps)
    assert not set_newest("page", "older", stamp=1.0, timeout=60)
    assert set_newest("page", "as old", stamp=float(max(stamps)), timeout=60)
