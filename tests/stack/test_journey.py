"""The whole way of a signature, through the real web, worker, scheduler and mail."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.stack
MANY = 40


def test_a_reader_signs_confirms_and_is_counted(site: Site):
    email = readers.new_address()
    before = readers.settled_count(site)

    answer = readers.sign(site, email)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"{PETITION}check-inbox/",
    )
    assert readers.status(site, email) == "pending"

    letter = readers.letter(site, email)
    assert site.post(readers.link(letter, "/confirm/")).status_code == 302
    site.wait_for(lambda: readers.count(site) == before + 1, 10, what="the count rises")
    assert readers.status(site, email) == "confirmed"


def test_the_letter_comes_within_five_seconds(site: Site):
    email = readers.new_address()

    start = time.monotonic()
    readers.sign(site, email)
    readers.letter(site, email, seconds=15)

    assert time.monotonic() - start < 5


def test_the_typed_code_confirms_without_cookies(site: Site):
    email = readers.new_address()
    readers.sign(site, email)
    typed = readers.code(readers.letter(site, email))

    answer = site.post(f"{PETITION}code/", {"email": email.upper(), "code": typed})

    assert answer.status_code == 302
    assert readers.status(site, email) == "confirmed"


def test_forty_identical_signings_at_once_are_one_row_and_one_letter(site: Site):
    email = readers.new_address()

    with ThreadPoolExecutor(MANY) as crowd:
        answers = list(crowd.map(lambda _: readers.sign(site, email), range(MANY)))

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    rows = "SELECT count(*) FROM petitions_signature WHERE email = %s"
    assert site.value(rows, email) == 1
    readers.letter(site, email)
    time.sleep(3)
    assert len(site.smtp.letters_to(email)) == 1


def test_forty_confirmations_at_once_count_once(site: Site):
    email = readers.new_address()
    readers.sign(site, email)
    path = readers.link(readers.letter(site, email), "/confirm/")
    before = readers.settled_count(site)

    with ThreadPoolExecutor(MANY) as crowd:
        answers = list(crowd.map(lambda _: site.post(path), range(MANY)))

    assert {answer.status_code for answer in answers} == {302}
    site.wait_for(lambda: readers.count(site) == before + 1, 10, what="the count rises")
    time.sleep(2)
    assert readers.count(site) == before + 1
    assert readers.is_even(site)


def test_opening_the_link_twenty_times_changes_nothing(site: Site):
    email = readers.new_address()
    readers.sign(site, email)
    path = readers.link(readers.letter(site, email), "/confirm/")
    row = "SELECT * FROM petitions_signature WHERE email = %s"
    before = site.rows(row, email)

    for _ in range(10):
        assert site.get(path).status_code == 200
        assert site.request("HEAD", path).status_code == 200

    assert site.rows(row, email) == before
    assert site.post(path).status_code == 302, "the link is not used up"


def test_withdrawing_lowers_the_number_with_a_public_line(site: Site):
    email = readers.new_address()
    letter = readers.sign_and_confirm(site, email)
    before = readers.settled_count(site)

    my = readers.my_page(letter)
    assert site.get(f"{my}withdraw/").status_code == 200
    assert readers.status(site, email) == "confirmed", "opening it changes nothing"
    assert site.post(f"{my}withdraw/").status_code == 302

    site.wait_for(lambda: readers.count(site) == before - 1, 10, what="the count falls")
    line = "SELECT reason, change FROM petitions_countline ORDER BY id DESC LIMIT 1"
    assert site.rows(line) == [("withdrawn", -1)]


def test_a_body_over_64_kb_is_refused_before_it_is_sent(site: Site):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
        line.sendall(
            f"POST {PETITION}sign/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 50000000\r\n\r\nname=A".encode()
        )
        answer = line.recv(4096)

    assert b" 413 " in answer.splitlines()[0]
    assert time.monotonic() - start < 5


def test_nothing_personal_is_written_to_the_log(site: Site):
    email = readers.new_address("planted")
    name = "Xanthippe Quillfeather"
    reason = "because of my neighbour Zebedee"
    readers.sign(site, email, name=name, postcode="ZE1 0AA", reason=reason)
    readers.sign(site, f"broken{email}@", name=name)
    letter = readers.letter(site, email)
    path = readers.link(letter, "/confirm/")
    token = path.strip("/").rpartition("/")[2]
    my_token = readers.my_page(letter).split("/")[2]
    site.get(path)
    site.post(path)
    site.get(f"/petitions/confirm/{token[:-1]}/")
    site.get(f"/my/{my_token}/")
    time.sleep(2)

    said = site.log
    assert "counts" in said, "the log is the right one"
    planted = (
        "Xanthippe",
        "Quillfeather",
        "planted",
        "ZE1",
        "Zebedee",
        token,
        my_token,
    )
    assert [word for word in planted if word.lower() in said.lower()] == []
