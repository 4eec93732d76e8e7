"""News of the forum, in a real Chromium: told in a second browser, and by letter."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.browser.test_door import ask, door_code, type_code
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
DOOR = "/accounts/login/code/"
# Stories of its own, since others count what is said about the demo's.
STORY = "/campaigns/refugees-welcome/stories/told-of/"
READY = """
from campaigns.models import Story
from comments.models import ForumRules
from tests.factories import make_story
if not Story.objects.filter(slug="told-of").exists():
    make_story(slug="told-of", headline="Told of", announced_at="2022-03-01T12:00Z")
ForumRules.objects.update_or_create(pk=1, defaults={"first_held": 0})
"""
NAME = """
from accounts import naming
from accounts.models import Profile, User
user = User.objects.get(email={email!r})
naming.give(user, {name!r})
Profile.objects.update_or_create(user=user, defaults={{"is_public": True}})
"""
SAY = """
from accounts.models import User
from campaigns.models import Story
from comments.models import Comment
from tests.factories import make_comment, make_thread
author = User.objects.get(email={email!r})
thread = make_thread(Story.objects.get(slug="told-of"))
parent = Comment.objects.filter(body={answers!r}).first()
make_comment(thread, author, parent=parent, body={body!r})
"""
# As if the minutes, or the night, before a letter had passed.
WAIT = """
from django.db.models import F
from comments.models import Notice
own = Notice.objects.filter(recipient__email={email!r}, letter_due_at__isnull=False)
print("WAITED", own.update(letter_due_at=F("at")))
"""
PUBLISH = """
from campaigns.models import Story
from tests.factories import make_story
slug = {slug!r}
make_story(slug=slug, headline=f"News of {{slug}}")
"""


@pytest.fixture(autouse=True)
def _story_is_there(site: Site) -> None:
    site.manage("shell", "-c", READY)


def come_in(site: Site, page: Page, name: str) -> str:
    """A reader with a name and a public page; gives their address."""
    email = readers.new_address("news")
    page.goto(DOOR)
    ask(page, email)
    type_code(page, door_code(site, email))
    page.wait_for_load_state()
    site.manage("shell", "-c", NAME.format(email=email, name=name))
    return email


def somebody(site: Site, name: str) -> str:
    """One who needs no browser."""
    email = readers.new_address("speaks")
    make = f"from tests.factories import make_user; make_user({email!r})"
    site.manage("shell", "-c", make)
    site.manage("shell", "-c", NAME.format(email=email, name=name))
    return email


def say(site: Site, email: str, body: str, answers: str = "") -> None:
    site.manage("shell", "-c", SAY.format(email=email, body=body, answers=answers))


def letter_after_all(site: Site, email: str, about: str):
    """The letter that tells of the news, once its time is there."""
    site.wait_for(
        lambda: (
            not site.manage("shell", "-c", WAIT.format(email=email)).endswith("0\n")
        ),
        30,
        what="there is something to write about",
    )

    def found():
        letters = site.smtp.letters_to(email)
        return [it for it in letters if about in it.text and "/forum/" in it.text]

    site.wait_for(found, 40, what="the letter arrives")
    return found()[-1]


def news(page: Page, words: str):
    """The news are told by a worker, some seconds later."""
    line = page.locator(".forum-list li", has_text=words)
    for _look in range(20):
        page.goto("/forum/notices/")
        if line.count():
            break
        page.wait_for_timeout(1000)
    return line


def test_an_answer_is_news_and_a_letter_that_stops_without_a_script(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=PHONE)
    email = come_in(site, page, "Nell Arden")
    bo = somebody(site, "Bo Quill")
    say(site, email, "Who has a spare cot?")
    say(site, bo, "I have one, and <b>sheets</b>.", answers="Who has a spare cot?")

    page.goto(STORY)
    unseen = page.locator("[data-personal=unseen]")
    expect(unseen).to_contain_text("1")
    unseen.click()
    line = page.locator(".forum-list li", has_text="Bo Quill answered you on")
    expect(line).to_contain_text("I have one, and <b>sheets</b>.")
    letter = letter_after_all(site, email, "I have one")
    page.get_by_role("button", name="Mark all as seen").click()
    expect(unseen).to_be_hidden()

    plain = new_page(java_script_enabled=False, base_url=site.url)
    # A header may be folded (RFC 5322, 2.2.3); its address has no space of its own.
    header = "".join(letter.message["List-Unsubscribe"].split())
    plain.goto(urlsplit(header.strip("<>")).path)
    expect(plain.get_by_text("Somebody answers me")).to_be_visible()
    plain.get_by_role("button", name="Stop the letters").click()
    expect(
        plain.get_by_role("heading", name="The letters have stopped")
    ).to_be_visible()
    page.goto("/forum/letters/")
    expect(page.get_by_label("Somebody answers me")).to_have_value("never")


def test_a_reader_is_followed_on_their_page_and_heard(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    come_in(site, page, "Nell Brook")
    speaker = somebody(site, "Piet Hollow")
    say(site, speaker, "Before anybody followed me.")

    page.goto(f"{STORY}comments/")
    said = page.locator(".comment", has_text="Before anybody followed me.")
    said.get_by_role("link", name="Piet Hollow").click()
    expect(page.get_by_role("heading", name="Piet Hollow", level=1)).to_be_visible()
    page.get_by_role("button", name="Follow this reader").click()
    expect(page.get_by_role("button", name="Stop following")).to_be_visible()
    say(site, speaker, "And after that.")
    expect(news(page, "Piet Hollow said something on")).to_be_visible()
    page.goto("/forum/following/")
    expect(page.get_by_text("And after that.")).to_be_visible()

    page.goto(f"{STORY}comments/")
    said = page.locator(".comment", has_text="Before anybody followed me.")
    said.get_by_text("More", exact=True).click()
    said.get_by_role("button", name="Mute this reader").click()
    say(site, speaker, "Nobody hears this.")
    page.goto("/forum/notices/")
    expect(page.get_by_text("Piet Hollow")).to_have_count(0)
    page.goto("/forum/following/")
    expect(page.get_by_text("Nobody hears this.")).to_have_count(0)


def test_a_campaign_is_followed_before_the_door_and_its_next_story_is_told(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    page.goto(STORY)
    button = page.get_by_role("button", name="Follow this campaign")
    button.click()
    email = readers.new_address("follows")
    ask(page, email)
    type_code(page, door_code(site, email))
    expect(page).to_have_url(re.compile(STORY))
    expect(page.get_by_role("button", name="You follow this campaign")).to_be_visible()

    slug = email.partition("@")[0]
    site.manage("shell", "-c", PUBLISH.format(slug=slug))
    line = news(page, f"News of {slug}")
    expect(line).to_contain_text("A new story in Refugees Welcome:")
    letter = letter_after_all(site, email, f"News of {slug}")
    assert f"/stories/{slug}/" in letter.text

    page.goto(STORY)
    page.get_by_role("button", name="You follow this campaign").click()
    expect(page.get_by_role("button", name="Follow this campaign")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_news_are_for_everybody(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, viewport=PHONE, color_scheme=scheme)
    email = come_in(site, page, "Nell Chase")
    words = f"Is anybody there, {email}?"
    say(site, email, words)
    say(site, somebody(site, "Ros Quay"), "Here.", answers=words)
    page.goto(f"{STORY}comments/")
    page.get_by_role("button", name="Follow this conversation").click()
    page.wait_for_load_state()
    paths = ["notices/", "following/", "letters/"]
    faults = {}
    for path in paths:
        page.goto(f"/forum/{path}")
        faults[path] = findings(page)
    page.goto("/accounts/me/")
    page.get_by_role("link", name="your public page").click()
    faults["public page"] = findings(page)
    assert {path: found for path, found in faults.items() if found} == {}

    page.set_viewport_size(NARROWEST)
    for path in paths:
        page.goto(f"/forum/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
