"""Moderation in a real Chromium: queues by the keyboard, undo, appeals, the law."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_access import PHONE, findings
from tests.browser.test_commenting import come_in, write
from tests.browser.test_desk import sign_in, sign_in_by_link
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
THREAD = "/campaigns/refugees-welcome/stories/a-moderated-door/comments/"
QUEUE = "/admin/comments/comment/queue/"
KNOWN = """
from campaigns.models import Story
from comments.models import ForumRules
from tests.factories import make_story
if not Story.objects.filter(slug="a-moderated-door").exists():
    make_story(slug="a-moderated-door", headline="A moderated door")
ForumRules.objects.update_or_create(pk=1, defaults={"first_held": 0, "hold_at": 2})
"""
REPORT = """
from comments import reporting
from comments.models import Comment
from tests.factories import make_user
comment = Comment.objects.get(body="{body}")
for email in {emails}:
    reporting.report(comment, make_user(email), "abusive", "Look at this.")
    comment.refresh_from_db()
print("STATUS", comment.status, "PK", comment.pk)
"""
SAY = """
from campaigns.models import Story
from tests.factories import make_comment, make_thread
story = Story.objects.get(slug="a-moderated-door")
for body in {bodies}:
    make_comment(make_thread(story), body=body)
"""


@pytest.fixture(autouse=True)
def _a_story_of_its_own(site: Site) -> None:
    site.manage("shell", "-c", KNOWN)


@pytest.fixture
def ada(site: Site, new_page: Opener) -> Page:
    page = new_page(base_url=site.url)
    sign_in(site, page)
    return page


def author_of(site: Site, new_page: Opener, words: str, name: str) -> Page:
    """The browser of somebody who has just written this."""
    page = new_page(base_url=site.url)
    page.goto(THREAD)
    write(page, words, name)
    come_in(site, page, readers.new_address("author"))
    expect(page.locator(".comment", has_text=words)).to_be_visible()
    return page


def findings_at_desk(page: Page) -> list[str]:
    """In what is ours of the page; the admin's own path above it is not."""
    return findings(page, "#content")


def item(page: Page, words: str) -> Locator:
    return page.locator(".queue-item", has_text=words)


def test_reported_it_is_hidden_and_a_moderator_restores_it(
    site: Site, new_page: Opener, ada: Page
):
    words = "Some of you will report this."
    author = author_of(site, new_page, words, "Gil Marsh")
    emails = [readers.new_address("reports") for _reader in range(2)]
    said = site.manage("shell", "-c", REPORT.format(body=words, emails=emails))
    assert "STATUS held" in str(said)
    number = int(re.search(r"PK (\d+)", str(said))[1])
    author.goto("/forum/mine/")
    expect(author.get_by_text("several readers reported it")).to_be_visible()

    ada.goto(f"{QUEUE}reported/?after={number - 1}")
    expect(item(ada, words)).to_contain_text("Look at this.")
    assert findings_at_desk(ada) == []
    item(ada, words).get_by_role("link", name="Gil Marsh").click()
    expect(ada.get_by_role("heading", name="Author: Gil Marsh")).to_be_visible()
    assert findings_at_desk(ada) == []
    ada.goto(f"{QUEUE}waiting/?after={number - 1}")
    item(ada, words).get_by_role("button", name="Approve").click()
    expect(item(ada, words)).to_have_count(0)
    author.reload()
    expect(author.get_by_text("Published.")).to_be_visible()


def test_refused_by_keys_appealed_and_restored_by_another_moderator(
    site: Site, new_page: Opener, ada: Page
):
    words = "The minister said it himself."
    author = author_of(site, new_page, words, "Hal Moor")
    ada.goto(f"{QUEUE}unread/")
    item(ada, words).focus()
    ada.keyboard.press("r")
    ada.keyboard.press("2")
    expect(item(ada, words)).to_have_count(0)

    author.goto("/forum/mine/")
    expect(author.get_by_text("It attacks or threatens somebody")).to_be_visible()
    expect(author.get_by_text("A moderator decided this.")).to_be_visible()
    author.get_by_role("link", name="Appeal").click()
    author.get_by_role("button", name="Send your appeal").click()
    expect(author.get_by_role("alert")).to_contain_text("Say in a few words why.")
    assert findings(author) == []
    author.get_by_label("Why should it be published?").fill("I only quoted him.")
    author.get_by_role("button", name="Send your appeal").click()
    expect(author.get_by_text("You appealed. A person decides")).to_be_visible()

    ada.goto("/admin/comments/appeal/?state=open")
    ada.get_by_role("link", name=words).click()
    expect(ada.get_by_text("Another moderator decides the appeal.")).to_be_visible()
    pat = new_page(base_url=site.url)
    sign_in_by_link(site, pat, name="Pat Green")
    pat.goto(ada.url)
    pat.get_by_label("Reasons").fill("You are right: it is a quotation.")
    assert findings_at_desk(pat) == []
    pat.get_by_role("button", name="Restore the comment").click()
    expect(pat.get_by_text("It is decided, and told.")).to_be_visible()

    author.reload()
    expect(author.get_by_text("it is a quotation")).to_be_visible()
    author.get_by_role("link", name="See it in its thread").click()
    expect(author.locator(".comment", has_text=words)).to_be_visible()


def test_a_bulk_press_and_its_undo_by_the_keyboard(site: Site, ada: Page):
    bodies = [f"Beds, cheap beds, offer {number}." for number in range(3)]
    site.manage("shell", "-c", SAY.format(bodies=bodies))
    ada.goto(f"{QUEUE}unread/")
    expect(ada.locator(".queue-item").first).to_be_focused()
    item(ada, bodies[2]).focus()
    for _each in range(3):
        ada.keyboard.press("x")
        ada.keyboard.press("j")
    ada.keyboard.press("?")
    expect(ada.get_by_text("tick it, for the buttons")).to_be_visible()
    ada.get_by_label("Reason").select_option("spam")
    ada.get_by_role("button", name="Refuse", exact=True).click()
    expect(ada.get_by_text("3 comments: refused.")).to_be_visible()
    expect(item(ada, "cheap beds")).to_have_count(0)

    ada.keyboard.press("u")
    expect(ada.get_by_text("3 comments are as they were before.")).to_be_visible()
    expect(item(ada, "cheap beds")).to_have_count(3)


def test_the_queue_works_without_a_script(site: Site, new_page: Opener, ada: Page):
    words = "Without a script, please."
    site.manage("shell", "-c", SAY.format(bodies=[words]))
    page = new_page(
        base_url=site.url,
        java_script_enabled=False,
        viewport=PHONE,
        storage_state=ada.context.storage_state(),
    )
    page.goto(f"{QUEUE}unread/")
    item(page, words).get_by_text("Refuse…").click()
    item(page, words).get_by_role("button", name="It is about something else").click()

    expect(item(page, words)).to_have_count(0)
    page.get_by_role("button", name="Undo it").click()
    expect(item(page, words)).to_have_count(1)


def test_a_notice_of_illegal_content_needs_neither_account_nor_script(
    site: Site, new_page: Opener
):
    email = readers.new_address("notice")
    page = new_page(base_url=site.url, java_script_enabled=False, viewport=PHONE)
    page.goto("/forum/rules/")
    page.get_by_role("link", name="report illegal content").click()
    page.get_by_label("Why is it against the law?").fill("It calls for arson.")
    page.get_by_role("button", name="Send the notice").click()
    expect(page.get_by_role("alert")).to_contain_text("Say where it is")
    expect(page.get_by_label("Why is it against the law?")).to_have_value(
        "It calls for arson."
    )
    page.get_by_label("Where is it?").fill(f"{site.url}{THREAD}#comment-1")
    page.get_by_label("Your name").fill("Noor Haddad")
    page.get_by_label("Your email address").fill(email)
    page.get_by_label("I believe in good faith").check()
    page.get_by_role("button", name="Send the notice").click()

    expect(page.get_by_role("heading", name="We have your notice")).to_be_visible()
    assert "We have your notice L-" in readers.letter(site, email).subject


@pytest.mark.parametrize("path", ["illegal", "figures", "rules"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_public_pages(
    site: Site, new_page: Opener, path: str, scheme: str
):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    page.goto(f"/forum/{path}/")

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
