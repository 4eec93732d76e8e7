"""Followers are told, and written to, once each, however a worker ends."""

import signal
import time

import pytest

from tests.stack import readers
from tests.stack.site import Site

pytestmark = pytest.mark.chaos
MAKE = """
from comments import following
from tests.factories import make_comment, make_thread, make_user
from petitions.models import Petition
author = make_user({author!r}, display_name="Followed One")
reader = make_user({reader!r}, display_name="Following One")
thread = make_thread(Petition.objects.get(slug={slug!r}))
own = make_comment(thread, reader, body="Who has a bed?")
following.follow(reader, author)
said = make_comment(thread, author, body="I have.")
make_comment(thread, author, parent=own, body="Come tonight.")
print(said.pk)
"""
# Who is in writes; whoever follows them, and is answered by them, is to hear of it.
SIGN_IN = """
from comments import following
from django.test import Client
from tests.factories import make_comment, make_thread, make_user
from petitions.models import Petition
author = make_user({author!r}, display_name="Followed One")
reader = make_user({reader!r}, display_name="Following One")
thread = make_thread(Petition.objects.get(slug={slug!r}))
own = make_comment(thread, reader, body="Who has a bed?")
# The first words of somebody new would wait for a moderator.
for number in range(3):
    make_comment(thread, author, body=f"My answer number {{number}}")
following.follow(reader, author)
browser = Client()
browser.force_login(author, "accounts.recognising.Readers")
print(own.pk, browser.cookies["sessionid"].value)
"""
THREAD = f"{readers.PETITION}comments/"
DUE = "UPDATE comments_notice SET letter_due_at = at WHERE letter_due_at IS NOT NULL"
TOLD = (
    "SELECT n.kind FROM comments_notice n JOIN accounts_user u ON u.id = n.recipient_id"
    " WHERE u.email = %s ORDER BY n.kind"
)


def told(site: Site, reader: str) -> list[str]:
    return [kind for (kind,) in site.rows(TOLD, reader)]


def let_time_pass(site: Site) -> None:
    """As if every letter about notices were due."""
    connection = site.database()
    connection.execute(DUE)
    connection.close()


def test_workers_killed_in_the_middle_tell_and_write_once(site: Site):
    reader, author = readers.new_address("follows"), readers.new_address("followed")
    told_late = site.arm("followers-told-not-noted")
    made = MAKE.format(reader=reader, author=author, slug=readers.SLUG)
    site.manage("shell", "-v0", "-c", made)
    site.wait_for(lambda: not told_late.exists(), 30, what="the first worker dies")
    site.wait_for(
        lambda: told(site, reader) == ["followed", "reply"], 60, what="all are told"
    )

    written_late = site.arm("notice-letters-not-noted")
    let_time_pass(site)
    site.wait_for(lambda: not written_late.exists(), 30, what="the next worker dies")
    found = readers.letter(site, reader, seconds=60)

    assert "Come tonight." in found.text
    assert "I have." in found.text
    letters = (
        "SELECT count(*) FROM mailroom_letter WHERE kind = 'comments.notices'"
        " AND address = %s"
    )
    assert site.value(letters, reader) == 1
    assert len(site.smtp.letters_to(reader)) == 1
    assert told(site, reader) == ["followed", "reply"]


def test_comments_go_on_while_broker_and_workers_are_away_and_are_told_once(
    site: Site, stop_broker
):
    reader, author = readers.new_address("follows"), readers.new_address("followed")
    made = SIGN_IN.format(reader=reader, author=author, slug=readers.SLUG)
    own, session = site.manage("shell", "-v0", "-c", made).split()[-2:]
    answers = [{"text": "I have. Come tonight.", "parent": own}, {"text": "Who else?"}]
    for part in ("worker", "letters"):
        site.kill(part, signal.SIGSTOP)
    try:
        with stop_broker():
            for form in answers:
                began = time.monotonic()
                cookies = {"sessionid": session}
                posted = site.post(f"{THREAD}write/", form, cookies=cookies)
                assert posted.status_code == 302, posted.text
                assert time.monotonic() - began < 5
                time.sleep(max(0.0, 10 - time.time() % 10))
            assert answers[0]["text"] in site.get(THREAD).text
    finally:
        for part in ("worker", "letters"):
            site.kill(part, signal.SIGCONT)

    # The answer is told as an answer alone, what else was said as somebody's who is
    # followed.
    site.wait_for(
        lambda: told(site, reader) == ["followed", "reply"], 60, what="all are told"
    )
    time.sleep(3)
    assert told(site, reader) == ["followed", "reply"]
