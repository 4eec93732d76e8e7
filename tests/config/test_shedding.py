"""A database that is away, full or slow: an honest 503, and reading goes on."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from config import public_pages, shedding


def refuse(error):
    """What the middleware answers when a view fails with this."""
    middleware = shedding.answer_busy_when_the_database_is_away(lambda request: None)
    return lambda request: middleware.process_exception(request, error)


def test_a_database_that_is_away_is_a_busy_site_that_keeps_what_was_typed(rf):
    request = rf.post("/petitions/safe-haven/sign/", {"name": "Ada Field"})

    answer = refuse(OperationalError("gone"))(request)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "Ada Field" in answer.content.decode()


def test_what_staff_typed_is_not_shown_again(rf):
    request = rf.post("/admin/login/", {"password": "kept to herself"})

    answer = refuse(OperationalError("gone"))(request)

    assert "kept to herself" not in answer.content.decode()


def test_any_other_fault_is_not_hidden(rf):
    assert refuse(ValueError("ours"))(rf.get("/")) is None


@pytest.fixture
def stuck(rf, monkeypatch):
    """Lets requests of other threads hang in a slow view; gives how many to start."""
    monkeypatch.setattr(shedding, "SLOW_SECONDS", 0.05)
    over = threading.Event()
    threads = []

    def hang(request):
        over.wait(10)
        return HttpResponse()

    def start(how_many):
        middleware = shedding.turn_away_what_would_hang(hang)
        for _ in range(how_many):
            thread = threading.Thread(target=middleware, args=[rf.get("/slow/")])
            thread.start()
            threads.append(thread)
        threading.Event().wait(0.2)

    def free():
        over.set()
        for thread in threads:
            thread.join()

    start.free = free
    yield start
    free()


def ask(rf):
    middleware = shedding.turn_away_what_would_hang(lambda request: HttpResponse("ok"))
    form = {"name": "Ada Field", "email": "ada@example.org"}
    return middleware(rf.post("/petitions/safe-haven/sign/", form))


def test_the_last_free_thread_turns_away_what_would_hang(rf, stuck, settings):
    settings.WEB_THREADS = 4
    stuck(3)

    answer = ask(rf)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "ada@example.org" in answer.content.decode()


def test_a_thread_or_two_that_hang_turn_nobody_away(rf, stuck, settings):
    settings.WEB_THREADS = 4
    stuck(2)

    assert ask(rf).status_code == 200


def test_a_rush_of_quick_requests_turns_nobody_away(rf, settings, monkeypatch):
    """However slow the machine that runs this test."""
    monkeypatch.setattr(shedding, "SLOW_SECONDS", 60)
    settings.WEB_THREADS = 4

    def quick(request):
        time.sleep(0.02)
        return HttpResponse()

    middleware = shedding.turn_away_what_would_hang(quick)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: middleware(rf.post("/")), range(100)))

    assert {answer.status_code for answer in answers} == {200}


def test_nobody_waits_long_to_be_turned_away(rf, stuck, settings):
    settings.WEB_THREADS = 4
    stuck(3)
    start = time.monotonic()

    assert ask(rf).status_code == 503
    assert time.monotonic() - start < 1


def test_the_site_takes_requests_again_once_they_are_through(rf, stuck, settings):
    settings.WEB_THREADS = 2
    stuck(1)
    assert ask(rf).status_code == 503
    stuck.free()

    assert ask(rf).status_code == 200


def test_pages_are_read_as_they_were_made_last(rf, stuck, settings):
    settings.WEB_THREADS = 2
    page = public_pages.public_page()(lambda request: HttpResponse("the page"))
    page(rf.get("/"))
    stuck(1)
    busy = shedding.turn_away_what_would_hang(lambda request: HttpResponse())

    assert busy(rf.get("/")).content == b"the page"
    assert busy(rf.get("/another/")).status_code == 503
    assert busy(rf.post("/")).status_code == 503


@pytest.mark.parametrize(
    ("in_line", "proxies", "status"),
    [(6, 1, 503), (4, 1, 200), (6, 0, 200), (None, 1, 200), ("nonsense", 1, 200)],
)
def test_in_a_crowd_who_waited_too_long_in_line_is_told_so(
    rf, stuck, settings, monkeypatch, in_line, proxies, status
):
    settings.WEB_THREADS, settings.TRUSTED_PROXY_COUNT = 2, proxies
    monkeypatch.setattr(shedding, "SLOW_SECONDS", 60)
    stuck(1)
    threading.Timer(0.5, stuck.free).start()
    since = f"{time.time() - in_line:.3f}" if isinstance(in_line, int) else in_line
    extra = {} if since is None else {"HTTP_X_REQUEST_START": since}

    middleware = shedding.turn_away_what_would_hang(lambda request: HttpResponse())
    assert middleware(rf.post("/", **extra)).status_code == status


def test_two_clocks_that_disagree_turn_nobody_away(rf, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    long_ago = f"{time.time() - 600:.3f}"

    middleware = shedding.turn_away_what_would_hang(lambda request: HttpResponse())
    answer = middleware(rf.get("/", HTTP_X_REQUEST_START=long_ago))
    assert answer.status_code == 200
