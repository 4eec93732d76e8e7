"""Writing in a thread, in a real Chromium: through the door, in answer, reported."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import PHONE, findings
from tests.browser.test_door import ask, door_code, type_code
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
THREAD = "/campaigns/refugees-welcome/stories/a-third-door/comments/"
# A story of its own, since others count what is said about the demo's.
KNOWN = """
from campaigns.models import Story
from comments.models import ForumRules
from tests.factories import make_story
if not Story.objects.filter(slug="a-third-door").exists():
    make_story(slug="a-third-door", headline="A third door")
ForumRules.objects.update_or_create(pk=1, defaults={"first_held": 0, "hold_at": 2})
"""
APPROVE = """
from accounts.models import User
from comments import moderating
from comments.models import Comment
held = Comment.objects.get(body="{body}")
print("STATUS", held.status)
moderating.approve(held, User.objects.filter(is_staff=True).first())
"""


@pytest.fixture(autouse=True)
def _no_first_comment_waits(site: Site) -> None:
    site.manage("shell", "-c", KNOWN)


def write(page: Page, words: str, name: str = "") -> None:
    page.get_by_label("Your comment").first.fill(words)
    if name:
        page.get_by_label("Your name").first.fill(name)
    page.get_by_role("button", name="Publish your comment").first.click()


def come_in(site: Site, page: Page, email: str) -> None:
    ask(page, email)
    type_code(page, door_code(site, email))


def comment(page: Page, words: str):
    return page.locator(".comment", has_text=words)


@pytest.mark.parametrize("has_script", [True, False])
def test_written_while_signed_out_it_is_published_after_the_one_door(
    site: Site, new_page: Opener, has_script: bool
):
    email, words = readers.new_address("writes"), f"A bed is free ({has_script})."
    page = new_page(java_script_enabled=has_script, base_url=site.url, viewport=PHONE)
    page.goto(THREAD)
    write(page, words, "Dee Lake")
    come_in(site, page, email)

    expect(page).to_have_url(re.compile(rf"{THREAD}.*#comment-\d+$"))
    expect(comment(page, words)).to_be_in_viewport()
    expect(comment(page, words)).to_contain_text("Dee Lake")


def test_three_wrong_codes_lose_no_comment(site: Site, new_page: Opener):
    email = readers.new_address("wrong")
    page = new_page(base_url=site.url)
    page.goto(THREAD)
    write(page, "I mistype codes.", "Cy Harbour")
    ask(page, email)
    code = door_code(site, email)
    for number in range(3):
        type_code(page, f"WRNG-CD{number}{number}".replace("0", "A").replace("1", "B"))
        expect(page.get_by_role("alert")).to_be_visible()
    type_code(page, code)

    expect(comment(page, "I mistype codes.")).to_be_visible()


def test_a_slip_keeps_the_words_and_a_new_reader_is_asked_for_a_name(
    site: Site, new_page: Opener
):
    email = readers.new_address("named")
    page = new_page(base_url=site.url)
    page.goto(THREAD)
    write(page, "x" * 5001, "")
    expect(page.get_by_role("alert")).to_contain_text("Write at most 5,000")
    assert findings(page) == []
    page.get_by_label("Your comment").fill("Short *enough*.")
    page.get_by_role("button", name="Publish your comment").click()
    come_in(site, page, email)

    asked = page.get_by_role("heading", name="By which name do you go?")
    expect(asked).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Your name").fill("Moderator")
    page.get_by_role("button", name="Publish your comment").click()
    expect(page.get_by_role("alert")).to_contain_text("somebody of the newsroom")
    page.get_by_label("Your name").fill("Ngozi Field")
    page.get_by_role("button", name="Publish your comment").click()
    expect(comment(page, "Short enough.")).to_contain_text("Ngozi Field")


def test_an_answer_is_news_in_a_second_browser_and_can_be_followed(
    site: Site, new_page: Opener
):
    first, second = new_page(base_url=site.url), new_page(base_url=site.url)
    first.goto(THREAD)
    write(first, "Who has a cot?", "Ada Lake")
    come_in(site, first, readers.new_address("asks"))
    expect(comment(first, "Who has a cot?")).to_be_visible()

    second.goto(first.url)
    comment(second, "Who has a cot?").get_by_role("link", name="Reply").click()
    reply = comment(second, "Who has a cot?").locator("form.write")
    reply.get_by_label("Your reply").fill("I have one.")
    reply.get_by_label("Your name").fill("Bo River")
    reply.get_by_role("button", name="Publish your reply").click()
    come_in(site, second, readers.new_address("answers"))
    expect(comment(second, "I have one.")).to_be_visible()

    first.reload()
    first.get_by_role("link", name=re.compile(r"News\s*1")).click()
    expect(first.get_by_text("answered you")).to_be_visible()
    assert findings(first) == []
    first.locator(".notice-said a").click()
    answer = comment(first, "I have one.")
    answer.get_by_text("More", exact=True).click()
    answer.get_by_role("button", name="Follow this reader").click()
    first.goto("/forum/following/")
    expect(comment(first, "I have one.")).to_contain_text("Bo River")
    assert findings(first) == []

    first.goto("/forum/replies/")
    expect(comment(first, "I have one.")).to_be_visible()


def test_changed_and_deleted_with_an_answer_below(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(THREAD)
    write(page, "I wrote this too fast.", "Eve Hill")
    come_in(site, page, readers.new_address("edits"))
    own = comment(page, "I wrote this too fast.")
    own.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("I wrote this slowly.")
    page.get_by_role("button", name="Save the change").click()
    own = comment(page, "I wrote this slowly.")
    expect(own).to_contain_text("edited")

    own.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("Your comment is deleted.")).to_be_visible()


def test_reports_hide_it_until_a_moderator_puts_it_back(site: Site, new_page: Opener):
    words = "Some will dislike this."
    author = new_page(base_url=site.url)
    author.goto(THREAD)
    write(author, words, "Fay Stone")
    come_in(site, author, readers.new_address("held"))
    expect(comment(author, words)).to_be_visible()
    place = author.url

    for _reader in range(2):
        page = new_page(base_url=site.url)
        page.goto(place)
        comment(page, words).get_by_text("More", exact=True).click()
        comment(page, words).get_by_role("link", name="Report this comment").click()
        come_in(site, page, readers.new_address("reports"))
        page.get_by_label("It attacks or threatens somebody").check()
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    author.goto("/forum/mine/")
    expect(author.get_by_text("several readers reported it")).to_be_visible()

    said = site.manage("shell", "-c", APPROVE.format(body=words))
    assert "STATUS held" in str(said)
    author.reload()
    expect(author.get_by_text("Published.")).to_be_visible()
