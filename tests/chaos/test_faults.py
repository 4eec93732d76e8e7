"""Faults on purpose: a dead process, broker or database takes nothing with it."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.parts.postgres import PostgresServer
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site, is_alive

pytestmark = pytest.mark.chaos
WRITERS = 8


def test_a_worker_killed_between_letter_and_mark_sends_the_same_letter_again(
    site: Site,
):
    email = readers.new_address()
    # Letters of earlier tests may leave at this moment, too.
    armed = site.arm("letter-sent-not-marked", about=email)

    readers.sign(site, email)
    site.wait_for(lambda: not armed.exists(), 20, what="the worker dies")
    first = readers.letter(site, email)
    _let_leases_end(site)
    site.wait_for(lambda: _letter_states(site, email) == ["sent"], 40, what="marked")

    letters = site.smtp.letters_to(email)
    assert len(letters) == 2, "at least once, and no more often than the fault"
    assert {letter.message_id for letter in letters} == {first.message_id}
    assert {readers.code(letter) for letter in letters} == {readers.code(first)}
    assert site.post(readers.link(first, "/confirm/")).status_code == 302


def _let_leases_end(site: Site) -> None:
    """As if the lease's minute had passed."""
    connection = site.database()
    connection.execute(
        "UPDATE mailroom_letter SET leased_until = created_at WHERE state = 'waiting'"
    )
    connection.close()


def _letter_states(site: Site, email: str) -> list[str]:
    rows = site.rows("SELECT state FROM mailroom_letter WHERE address = %s", email)
    return [state for (state,) in rows]


def test_a_spreadsheet_whose_worker_is_killed_is_taken_up_again(site: Site):
    armed = site.arm("spreadsheet-half-made")
    visitor = readers.staff(site)
    page = readers.ask_for_a_spreadsheet(site, visitor)
    pk = int(page.rstrip("/").rpartition("/")[2])

    site.wait_for(lambda: not armed.exists(), 30, what="the worker dies")
    assert _spreadsheet(site, pk) == ("started", 1)
    connection = site.database()
    # As if the half minute of its lease had passed.
    connection.execute(
        "UPDATE petitions_export SET leased_until = started_at WHERE state = 'started'"
    )
    connection.close()
    site.wait_for(lambda: _spreadsheet(site, pk) == ("finished", 2), 30, what="made")

    token = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
    answer = site.post(f"{page}download/", token, visitor=visitor)
    assert answer.content.startswith(b"PK")
    here = {folder.name for folder in (site.data_dir / "exports").iterdir()}
    known = site.rows("SELECT folder FROM petitions_export WHERE folder <> ''")
    assert here == {folder for (folder,) in known}, "the half file is gone"


def _spreadsheet(site: Site, pk: int) -> tuple[str, int]:
    (row,) = site.rows("SELECT state, tries FROM petitions_export WHERE id = %s", pk)
    return row


def test_a_broker_flushed_with_work_queued_loses_no_letter_and_no_count(
    site: Site, flush_broker
):
    before = readers.settled_count(site)
    addresses = [readers.new_address() for _ in range(5)]
    for part in ("worker", "letters"):
        site.kill(part, signal.SIGSTOP)
    try:
        for email in addresses:
            assert readers.sign(site, email).status_code == 302
        time.sleep(2)
        flush_broker()
    finally:
        for part in ("worker", "letters"):
            site.kill(part, signal.SIGCONT)

    for email in addresses:
        found = readers.letter(site, email, seconds=40)
        site.post(readers.link(found, "/confirm/"))
    site.wait_for(
        lambda: readers.count(site) == before + len(addresses), 40, what="all counted"
    )
    assert readers.is_even(site)


def test_signing_and_reading_go_on_while_the_broker_is_away(site: Site, stop_broker):
    email = readers.new_address()
    with stop_broker():
        start = time.monotonic()
        assert site.get(PETITION).status_code == 200
        assert readers.sign(site, email).status_code == 302
        assert time.monotonic() - start < 5
        assert site.get("/readyz").json()["broker"] == "away"

    readers.letter(site, email, seconds=60)


def test_a_killed_worker_comes_back_and_does_what_waited(site: Site):
    email = readers.new_address()
    killed = {part: site.kill(part) for part in ("worker", "letters", "beat")}

    assert readers.sign(site, email).status_code == 302
    site.wait_for(
        lambda: all(site.pids.get(part, pid) != pid for part, pid in killed.items()),
        30,
        what="the parts start again",
    )
    assert not any(is_alive(pid) for pid in killed.values())
    readers.letter(site, email, seconds=40)


def test_letters_wait_for_a_mail_server_that_is_away(site: Site):
    email = readers.new_address()
    site.smtp.stop()
    try:
        readers.sign(site, email)
        site.wait_for(
            lambda: _letter_states(site, email) == ["waiting"],
            20,
            what="the letter waits",
        )
        time.sleep(3)
    finally:
        site.smtp.start()

    readers.letter(site, email, seconds=40)
    assert len(site.smtp.letters_to(email)) == 1


# SQLite is a file: there is no server to restart.
@pytest.mark.parametrize("set_up", ["servers"], indirect=True, scope="session")
def test_a_database_restarted_while_readers_sign_keeps_every_name_it_acknowledged(
    site: Site, postgres_server: PostgresServer
):
    server = postgres_server
    kept: list[str] = []
    statuses: set[int] = set()
    is_over = threading.Event()

    def sign_again_and_again() -> None:
        while not is_over.is_set():
            email = readers.new_address("restart")
            answer = readers.sign(site, email)
            statuses.add(answer.status_code)
            if answer.status_code == 302:
                kept.append(email)
            else:
                assert int(answer.headers["Retry-After"]) > 0
                assert email in answer.text, "what was typed is offered again"
                time.sleep(0.2)

    assert site.get(PETITION).status_code == 200
    with ThreadPoolExecutor(WRITERS) as crowd:
        working = [crowd.submit(sign_again_and_again) for _ in range(WRITERS)]
        time.sleep(2)
        server.stop()
        try:
            time.sleep(3)
            assert site.get(PETITION).status_code == 200, "reading goes on"
        finally:
            server.start()
        before = len(kept)
        site.wait_for(lambda: len(kept) > before + 50, 30, what="signing goes on")
        is_over.set()
        for work in working:
            work.result()

    assert statuses == {302, 503}, "the fault was felt, and never as a 500"
    rows = site.rows(
        "SELECT email FROM petitions_signature WHERE email LIKE 'restart%%'"
    )
    assert set(kept) <= {email for (email,) in rows}


@pytest.mark.parametrize("set_up", ["servers"], indirect=True, scope="session")
def test_a_database_that_hangs_hangs_no_reader(
    site: Site, postgres_server: PostgresServer
):
    """Its processes are stopped dead: connections stand, and nothing answers."""
    pages = (PETITION, f"{PETITION}count.json")
    for page in pages:
        assert site.get(page).status_code == 200
    postgres_server.freeze()
    try:
        with ThreadPoolExecutor(16) as crowd:
            email = readers.new_address
            signing = [crowd.submit(readers.sign, site, email()) for _ in range(16)]
            time.sleep(2)
            start = time.monotonic()
            for page in pages * 3:
                assert site.get(page, timeout=10).status_code == 200
            assert time.monotonic() - start < 4
            postgres_server.thaw()
            answers = [waiting.result() for waiting in signing]
    finally:
        postgres_server.thaw()

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {302, 503}, "some waited, the others were told to come back"
    assert all(
        answer.headers["Retry-After"] for answer in answers if answer.status_code == 503
    )


def test_the_number_equals_the_confirmed_rows_at_every_moment(site: Site):
    """Eight writers sign, confirm and withdraw while somebody keeps looking."""
    is_over = threading.Event()
    drifts: list[int] = []

    def look() -> None:
        while not is_over.is_set():
            drifts.append(readers.drift(site))

    def write(_: int) -> None:
        for turn in range(6):
            email = readers.new_address("writer")
            letter = readers.sign_and_confirm(site, email)
            if turn % 3 == 2:
                my = readers.my_page(letter)
                assert site.post(f"{my}withdraw/").status_code == 302

    before = readers.settled_count(site)
    looker = threading.Thread(target=look)
    looker.start()
    try:
        with ThreadPoolExecutor(WRITERS) as crowd:
            list(crowd.map(write, range(WRITERS)))
    finally:
        is_over.set()
        looker.join()

    assert len(drifts) > 100
    assert set(drifts) == {0}
    expected = before + WRITERS * 4
    site.wait_for(lambda: readers.count(site) == expected, 15, what="all are counted")


def test_a_killed_web_worker_answers_the_retry_with_the_same_row(site: Site):
    email = readers.new_address()
    killed = site.kill("web")
    site.wait_for(
        lambda: site.pids["web"] != killed and not is_alive(killed),
        30,
        what="the web part starts again",
    )

    def signs() -> bool:
        try:
            return readers.sign(site, email).status_code == 302
        except requests.ConnectionError:
            return False

    site.wait_for(signs, 30, what="the site answers again")
    rows = "SELECT count(*) FROM petitions_signature WHERE email = %s"
    assert site.value(rows, email) == 1
