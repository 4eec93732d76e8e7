"""Stories written at the desk, in a real Chromium."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from petitions.demo.loading import PICTURE
from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.browser.test_desk import sign_in
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
ADD = "/admin/campaigns/story/add/"
YOUTUBE = "https://www.youtube-nocookie.com"


class Desk:
    """The page of a story at the desk, and what an editor does on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        self.text: Locator = page.get_by_role("textbox", name="Body")

    def open(self, *, headline: str) -> str:
        """A new story; its address in the end."""
        self.page.goto(ADD)
        self.page.get_by_label("Campaign:").select_option(label="Refugees Welcome")
        self.page.get_by_label("Headline:").fill(headline)
        slug = headline.lower().replace(" ", "-")
        # Django's own script makes the address once the headline is left.
        self.keys.press("Tab")
        expect(self.page.get_by_label("Address:")).to_have_value(slug)
        self.text.click()
        return f"/campaigns/refugees-welcome/stories/{slug}/"

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def type(self, *lines: str) -> None:
        for line in lines:
            self.keys.type(line)
            self.keys.press("Enter")

    def paste(self, html: str) -> None:
        """As from another program, with its styles."""
        self.text.evaluate(
            """(text, html) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/html", html);
                const options = { clipboardData, bubbles: true, cancelable: true };
                text.dispatchEvent(new ClipboardEvent("paste", options));
            }""",
            html,
        )

    def put_picture(self, **words: str) -> None:
        self.press("Picture")
        self.page.get_by_label("A new picture").set_input_files(PICTURE)
        dialog = self.page.get_by_role("dialog")
        for label, value in words.items():
            dialog.get_by_label(label.replace("_", " ")).fill(value)
        self.press("Put it in")

    def put_embed(self, address: str) -> None:
        self.press("Embed")
        self.page.get_by_label("Address of the page").fill(address)
        self.keys.press("Enter")

    def publish(self) -> None:
        self.press("Save and publish now")
        expect(self.page.get_by_text("The story is out.")).to_be_visible()

    def save(self) -> None:
        self.press("Save and continue editing")
        expect(self.page.locator(".messagelist .success")).to_be_visible()

    def kept(self) -> str:
        return str(self.page.locator("textarea[name=body]").input_value())


@pytest.fixture
def desk(site: Site, new_page: Opener) -> Desk:
    page = new_page(base_url=site.url)
    sign_in(site, page)
    return Desk(page)


def headline(what: str) -> str:
    return f"{what} {readers.new_address('').partition('@')[0]}"


def write_everything(desk: Desk) -> None:
    desk.type("The first train came at four.")
    desk.press("Heading")
    desk.type("At the station")
    desk.keys.press("Control+b")
    desk.keys.type("Bold")
    desk.keys.press("Control+b")
    desk.keys.type(" words and a ")
    desk.keys.press("Control+i")
    desk.keys.type("link")
    desk.keys.press("Control+i")
    desk.keys.press("Enter")
    desk.press("List")
    desk.type("food", "beds", "")
    desk.press("Quote")
    desk.keys.type("We sleep less than those we help.")
    desk.press("Name under the quote")
    desk.type("Marta, volunteer")
    desk.press("Quote")
    desk.keys.type("A bed is a bed.")
    desk.press("Pull quote")
    desk.type("", "")
    desk.put_picture(
        What_the_picture_shows="People walk to a house", Caption="Dawn", Credit="Ola"
    )
    expect(desk.page.locator(".story-card-picture img")).to_be_visible()
    desk.put_embed("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    expect(desk.page.locator(".story-card-embed")).to_be_visible()
    desk.press("Call to action")
    desk.page.get_by_label("What readers can do").select_option("petition")
    desk.page.get_by_label("Which one").select_option(
        label="Urgent support for Ukrainian refugees"
    )
    desk.page.get_by_label("Words on the button").fill("Add your name")
    desk.press("Put it in")
    expect(desk.page.locator(".story-card-call")).to_contain_text("Add your name")
    desk.press("Line between parts")
    desk.keys.type("The end.")
    desk.text.get_by_text("link", exact=True).dblclick()
    desk.press("Link")
    desk.page.get_by_label("Where the link leads").fill("example.org/beds")
    desk.keys.press("Enter")
    expect(desk.text.get_by_role("link")).to_have_text("link")


def test_a_story_with_every_kind_of_block_is_written_and_read(
    site: Site, desk: Desk, new_page: Opener, complaints: list[str]
):
    path = desk.open(headline=headline("A night at the border"))
    write_everything(desk)
    desk.publish()

    kept = desk.kept().split("\n")
    assert kept[:6] == [
        "<p>The first train came at four.</p>",
        "<h2>At the station</h2>",
        "<p><strong>Bold</strong> words and a"
        ' <a href="https://example.org/beds"><em>link</em></a></p>',
        "<ul><li>food</li><li>beds</li></ul>",
        "<blockquote><p>We sleep less than those we help.</p>"
        "<cite>Marta, volunteer</cite></blockquote>",
        '<blockquote class="pull-quote"><p>A bed is a bed.</p></blockquote>',
    ]
    assert re.fullmatch('<figure data-picture="[0-9]+"></figure>', kept[6])
    assert kept[7:] == [
        '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>',
        '<aside data-call="petition"'
        ' data-target="urgent-support-for-ukrainian-refugees"'
        ' data-words="Add your name"></aside>',
        "<hr>",
        "<p>The end.</p>",
    ]
    expect(desk.page.locator(".story-card-picture img")).to_be_visible()
    site.wait_for(
        lambda: "image/avif" in site.get(path).text, 120, what="the worker is done"
    )
    page = new_page(base_url=site.url)
    read_everything(page, path)
    assert complaints == []


def read_everything(page: Page, path: str) -> None:
    """And nothing is asked of any other site until the video is pressed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(f"{YOUTUBE}/**", lambda route: route.fulfill(body="a video"))
    page.goto(path)
    page.wait_for_load_state("networkidle")

    picture = page.get_by_role("img", name="People walk to a house")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert ".avif" in picture.evaluate("image => image.currentSrc")
    call = page.locator(".story-body").get_by_text("Add your name").first
    expect(call).to_be_visible()
    assert not [url for url in asked if "127.0.0.1" not in url]

    page.get_by_role("button", name="Show it here").press("Enter")
    frame = page.locator("embed-frame iframe")
    expect(frame).to_have_attribute("src", f"{YOUTUBE}/embed/dQw4w9WgXcQ")
    assert "allow-top-navigation" not in (frame.get_attribute("sandbox") or "")
    expect(page.frame_locator("embed-frame iframe").locator("body")).to_have_text(
        "a video"
    )


def test_word_and_google_docs_are_pasted_clean(
    site: Site, desk: Desk, complaints: list[str]
):
    desk.open(headline=headline("Pasted"))
    desk.paste(
        "<html><head><style>p{color:red}</style></head><body lang=EN-GB>"
        "<p class=MsoNormal style='margin:0cm;color:red'><b>Four</b> o'clock<o:p></o:p>"
        "</p><p class=MsoListParagraph style='mso-list:l0'>"
        "<span style='mso-list:Ignore'>&middot;</span>food</p>"
        "<p class=MsoListParagraph style='mso-list:l0'>"
        "<span style='mso-list:Ignore'>&middot;</span>beds</p></body></html>"
    )
    desk.keys.press("Control+End")
    desk.type("", "")
    desk.paste(
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p style="x:y">'
        '<span style="font-weight:700">Bold</span><span> and not</span></p>'
        '<img src="https://evil.example/x.png" onerror="alert(1)">'
        '<p><a href="javascript:alert(1)">no link</a></p></b>'
    )
    desk.save()

    assert desk.kept().split("\n") == [
        "<p><strong>Four</strong> o'clock</p>",
        "<ul><li>food</li><li>beds</li></ul>",
        "<p><strong>Bold</strong> and not</p>",
        "<p>no link</p>",
    ]
    assert complaints == []


def test_a_mistake_elsewhere_loses_nothing_of_the_text(desk: Desk):
    desk.open(headline=headline("Unsaved"))
    desk.type("What I typed.")
    desk.put_embed("https://example.org/x")
    expect(desk.page.locator(".story-card-embed")).to_be_visible()
    desk.page.get_by_label("Headline:").fill("")
    desk.press("Save and continue editing")

    expect(desk.page.locator(".errornote")).to_be_visible()
    expect(desk.text).to_contain_text("What I typed.")
    expect(desk.page.locator(".story-card-embed")).to_contain_text("example.org")


def test_a_session_that_ended_loses_nothing_of_the_text(site: Site, desk: Desk):
    desk.open(headline=headline("Late"))
    desk.type("What I typed.")
    desk.page.context.clear_cookies(name="sessionid")
    desk.put_picture(What_the_picture_shows="A walk")

    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your session at the desk is over.")
    other = desk.page.context.new_page()
    sign_in(site, other)
    desk.press("Cancel")
    expect(desk.text).to_contain_text("What I typed.")
    desk.put_picture(What_the_picture_shows="A walk")
    expect(desk.page.locator(".story-card-picture img")).to_be_visible()
    desk.save()
    expect(desk.text).to_contain_text("What I typed.")


def test_a_file_that_is_no_picture_is_refused_beside_its_field(desk: Desk):
    desk.open(headline=headline("Refused"))
    desk.press("Picture")
    svg = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<svg></svg>"}
    desk.page.get_by_label("A new picture").set_input_files(svg)
    desk.press("Put it in")

    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("could not be read as a picture")
    expect(dialog.get_by_label("A new picture")).to_be_focused()
    desk.keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(desk.text).to_be_focused()


def test_the_editor_is_worked_by_keys_alone(desk: Desk):
    desk.open(headline=headline("By keys"))
    desk.type("One")
    desk.keys.press("Shift+ArrowUp")
    expect(desk.page.get_by_role("button", name="Link")).to_be_enabled()
    desk.keys.press("Control+k")
    expect(desk.page.get_by_label("Where the link leads")).to_be_focused()
    desk.keys.press("Escape")
    expect(desk.text).to_be_focused()
    desk.keys.press("Control+End")
    desk.keys.press("Shift+Tab")
    focused = desk.page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "Heading")
    desk.keys.press("End")
    expect(focused).to_have_attribute("aria-label", "Redo")
    for name in ("Undo", "Call to action", "Embed"):
        desk.keys.press("ArrowLeft")
        expect(focused).to_have_attribute("aria-label", name)
    desk.keys.press("Enter")
    desk.keys.type("https://example.org/x")
    desk.keys.press("Enter")
    expect(desk.page.locator(".story-card-embed")).to_be_visible()
    expect(desk.text).to_be_focused()

    desk.keys.press("ArrowUp")
    desk.keys.press("Enter")
    expect(desk.page.get_by_label("Address of the page")).to_have_value(
        "https://example.org/x"
    )
    desk.keys.press("Escape")
    desk.keys.press("Delete")
    expect(desk.page.locator(".story-card-embed")).to_have_count(0)
    desk.keys.press("Control+z")
    expect(desk.page.locator(".story-card-embed")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    sign_in(site, page)
    desk = Desk(page)
    desk.open(headline=headline("Seen by axe"))
    write_everything(desk)
    found = {"text": editors_own(page)}
    for name in ("Picture", "Embed", "Call to action"):
        desk.press(name)
        found[name] = editors_own(page)
        desk.press("Cancel")

    assert {name: faults for name, faults in found.items() if faults} == {}


def editors_own(page: Page) -> list[str]:
    """Django's own pages have their own faults; ours are of the editor's parts."""
    return [each for each in findings(page) if "story" in each or "ProseMirror" in each]


def test_the_editor_fits_on_the_narrowest_phone(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    sign_in(site, page)
    page.goto(ADD)
    for part in (".story-toolbar", ".story-text"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROWEST["width"]


def test_without_a_script_the_text_is_a_box_of_html(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, java_script_enabled=False)
    sign_in(site, page)
    page.goto(ADD)
    name = headline("No script")
    page.get_by_label("Campaign:").select_option(label="Refugees Welcome")
    page.get_by_label("Headline:").fill(name)
    page.get_by_label("Address:").fill(name.lower().replace(" ", "-"))
    page.get_by_label("Body:").fill("<p>Typed by hand.</p><script>alert(1)</script>")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.get_by_label("Body:")).to_have_value("<p>Typed by hand.</p>")
    assert json.loads(page.locator("script[type='application/json']").inner_text())
