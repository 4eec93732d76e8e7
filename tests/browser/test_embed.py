"""A petition on other sites' pages, in a real Chromium."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.parts import wordpress
from tests.parts.elsewhere import Elsewhere
from tests.stack.readers import PETITION, SLUG
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CARD = f"/embed/petitions/{SLUG}/"
FORM = f"{PETITION}?via=embed.localhost#sign"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    other = Elsewhere()
    other.start()
    yield other
    other.stop()


@pytest.fixture
def post(site: Site, elsewhere: Elsewhere) -> str:
    """The address of a WordPress post into which the petition's address was pasted."""
    url = site.url + PETITION
    provider = wordpress.provider(site.get(PETITION).text)
    answer = site.get(wordpress.question(provider, url)).json()
    elsewhere.pages["/post/"] = wordpress.post(wordpress.embedded(answer))
    return f"{elsewhere.url}/post/"


def needed_height(page: Page) -> int:
    """What the card inside the frame takes, to the last line of its border."""
    return page.frames[1].evaluate(
        "Math.ceil(document.querySelector('.embed').getBoundingClientRect().bottom) + 1"
    )


# Some browsers give a frame of another site no storage at all.
KEPT_IN_THE_BROWSER = """() => {
    try { return localStorage.length + sessionStorage.length; } catch { return 0; }
}"""


def test_a_wordpress_post_shows_the_card_as_tall_as_it_is(
    new_page: Opener, post: str, complaints: list[str]
):
    page = new_page()
    page.goto(post)
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-scripts")
    expect(frame).to_be_visible()
    expect(page.locator("blockquote")).to_be_hidden()
    expect(frame).to_have_attribute("height", str(needed_height(page)))
    wide = needed_height(page)
    assert 200 < wide < 400
    assert frame.bounding_box()["width"] >= wordpress.CONTENT_WIDTH

    frame.evaluate("frame => { frame.width = 230 }")
    expect(frame).not_to_have_attribute("height", str(wide))
    expect(frame).to_have_attribute("height", str(needed_height(page)))
    assert needed_height(page) > wide
    assert complaints == []


def test_the_link_of_a_card_in_wordpress_s_sandbox_is_followed_by_the_post(
    site: Site, new_page: Opener, post: str
):
    page = new_page()
    page.goto(post)
    page.frame_locator("iframe").get_by_role("link", name="Sign the petition").click()
    page.wait_for_url(site.url + FORM)

    expect(page.get_by_role("heading", name="Sign the petition")).to_be_visible()


def test_the_number_in_wordpress_s_sandbox_follows_the_count(
    new_page: Opener, post: str, complaints: list[str]
):
    page = new_page()
    page.clock.install()
    page.route(
        "**/count.json",
        lambda route: route.fulfill(
            json={"count": 399_123, "goal": 400_000},
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    page.goto(post)
    card = page.frame_locator("iframe")
    # Whatever others have signed by now.
    expect(card.locator("[data-part=count]")).to_have_text(re.compile(r"^\d{3}$"))
    with page.expect_request("**/count.json") as asked:
        page.clock.run_for(26_000)

    assert asked.value.headers["origin"] == "null"
    expect(card.locator("[data-part=count]")).to_have_text("399,123")
    assert complaints == []


def test_no_card_has_a_form_or_sets_a_cookie(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    elsewhere.pages["/"] = f'<iframe src="{site.url}{CARD}"></iframe>'
    page = new_page()
    page.goto(elsewhere.url)
    card = page.frame_locator("iframe")
    expect(card.get_by_role("link")).to_have_count(1)

    assert card.locator("form, input, button, textarea, select").count() == 0
    assert page.context.cookies() == []
    assert page.frames[1].evaluate(KEPT_IN_THE_BROWSER) == 0


def test_the_link_of_a_plain_frame_opens_the_petition_beside_it(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    elsewhere.pages["/"] = f'<iframe src="{site.url}{CARD}"></iframe>'
    page = new_page()
    page.goto(elsewhere.url)
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link").click()

    opened.value.wait_for_url(site.url + FORM)
    assert page.url == f"{elsewhere.url}/"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("?via=embed.spring-appeal", "embed.spring-appeal"),
        ("?theme=dark&via=embed.spring-appeal", "embed.spring-appeal"),
        ("?via=story.7", "embed.localhost"),
        ("?via=embed.%3Cscript%3E", "embed.localhost"),
        ("", "embed.localhost"),
    ],
)
def test_the_link_says_on_which_site_the_card_stood(
    site: Site, new_page: Opener, elsewhere: Elsewhere, given: str, name: str
):
    elsewhere.pages["/"] = f'<iframe src="{site.url}{CARD}{given}"></iframe>'
    page = new_page()
    page.goto(elsewhere.url)

    expect(page.frame_locator("iframe").get_by_role("link")).to_have_attribute(
        "href", f"{site.url}{PETITION}?via={name}#sign"
    )


def test_without_scripts_the_card_shows_its_number_and_its_link(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    elsewhere.pages["/"] = f'<iframe src="{site.url}{CARD}"></iframe>'
    page = new_page(java_script_enabled=False)
    page.goto(elsewhere.url)
    card = page.frame_locator("iframe")

    expect(card.get_by_text("people have signed")).to_be_visible()
    expect(card.get_by_role("link")).to_have_attribute("href", f"{PETITION}#sign")


def test_any_other_page_refuses_a_frame(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    elsewhere.pages["/"] = f'<iframe src="{site.url}{PETITION}"></iframe>'
    page = new_page()
    page.goto(elsewhere.url)

    assert page.frames[1].url.startswith("chrome-error:")


@pytest.mark.parametrize("width", [200, 250, 320, 400, 480, 600])
def test_a_card_fits_into_the_frame_that_is_told_to_other_sites(
    site: Site, new_page: Opener, width: int
):
    question = f"/oembed?url={site.url}{PETITION}&maxwidth={width}"
    told = site.get(question).json()
    page = new_page(viewport={name: told[name] for name in ("width", "height")})
    page.goto(site.url + CARD)
    root = "document.documentElement"

    assert told["width"] == width
    assert page.evaluate(f"{root}.scrollWidth") <= told["width"]
    assert page.evaluate(f"{root}.scrollHeight") <= told["height"]
    needed = page.locator(".embed").bounding_box()["height"]
    assert told["height"] - needed < 100


# The web component


def component(site: Site, *, slug: str = SLUG, attributes: str = "") -> str:
    return (
        f'<!DOCTYPE html><script src="{site.url}/embed.js" async></script>'
        f'<petition-card slug="{slug}" {attributes}>'
        f'<a href="{site.url}{PETITION}#sign">Sign it there</a></petition-card>'
    )


def test_the_component_stands_on_a_page_with_the_strictest_policy(
    site: Site, new_page: Opener, elsewhere: Elsewhere, complaints: list[str]
):
    elsewhere.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {site.url}; connect-src {site.url};"
        " require-trusted-types-for 'script'"
    )
    elsewhere.pages["/"] = component(site, attributes='theme="dark"')
    asked: list[str] = []
    page = new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(elsewhere.url)
    card = page.locator("petition-card")
    link = card.get_by_role("link", name="Sign the petition")
    expect(link).to_have_attribute("href", site.url + FORM)
    expect(card.get_by_text("Sign it there")).to_be_hidden()
    expect(card.get_by_role("heading")).to_have_text(
        "Urgent support for Ukrainian refugees"
    )
    article = card.locator("article")
    expect(article).to_have_css("background-color", "rgb(28, 32, 39)")
    assert asked == [
        f"{elsewhere.url}/",
        f"{site.url}/embed.js",
        f"{site.url}/petitions/{SLUG}.json",
    ]
    assert page.context.cookies() == []
    assert complaints == []


def test_a_page_cannot_lend_the_component_its_own_styles_but_its_colours(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    style = "petition-card { --accent: rgb(0, 102, 204); font-size: 60px }"
    elsewhere.pages["/"] = component(site) + f"<style>a {{ color: red }}{style}</style>"
    page = new_page()
    page.goto(elsewhere.url)
    link = page.locator("petition-card").get_by_role("link", name="Sign the petition")

    expect(link).to_have_css("background-color", "rgb(0, 102, 204)")
    expect(link).to_have_css("color", "rgb(255, 255, 255)")
    expect(link).to_have_css("font-size", "15px")


BROKEN = [
    {"status": 500, "body": "sorry"},
    {"status": 200, "body": "<h1>Not JSON</h1>"},
    {"status": 200, "body": "null"},
    {
        "status": 200,
        "body": '{"slug": "another", "petition": "x", "target": "y", "status": "open",'
        ' "count": 9, "goal": 10}',
    },
    {"status": 200, "body": f'{{"slug": "{SLUG}", "petition": "x", "count": "9"}}'},
]


@pytest.mark.parametrize("answer", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_answer_leaves_the_link_inside_the_component(
    site: Site, new_page: Opener, elsewhere: Elsewhere, answer: dict
):
    elsewhere.pages["/"] = component(site)
    page = new_page()
    page.route(
        f"**/petitions/{SLUG}.json",
        lambda route: route.fulfill(
            **answer, headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    with page.expect_response(f"**/petitions/{SLUG}.json"):
        page.goto(elsewhere.url)
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("link", name="Sign it there")).to_be_visible()
    assert page.evaluate("document.querySelector('petition-card').shadowRoot") is None


def test_what_a_petition_is_called_never_becomes_markup(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    hostile = "<img src=x onerror=document.title='run'>"
    elsewhere.pages["/"] = component(site)
    figures = site.get(f"/petitions/{SLUG}.json").json()
    page = new_page()
    page.route(
        f"**/petitions/{SLUG}.json",
        lambda route: route.fulfill(
            json=figures | {"petition": hostile, "target": hostile},
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    page.goto(elsewhere.url)

    expect(page.locator("petition-card h3")).to_have_text(hostile)
    assert page.locator("petition-card img").count() == 0
    assert page.title() != "run"


def test_without_scripts_the_component_is_its_link(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    elsewhere.pages["/"] = component(site)
    page = new_page(java_script_enabled=False)
    page.goto(elsewhere.url)

    expect(page.get_by_role("link", name="Sign it there")).to_be_visible()


# What is pasted


def test_a_snippet_is_copied_and_works_as_it_is(
    site: Site, new_page: Opener, elsewhere: Elsewhere
):
    page = new_page(
        base_url=site.url, permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto(f"{PETITION}")
    page.get_by_role("link", name="Put this petition on your site").click()
    for label, shown in (
        ("Frame", "iframe"),
        ("Web component", "petition-card article"),
    ):
        snippet = page.locator("copy-text", has=page.get_by_label(label, exact=True))
        snippet.get_by_role("button", name="Copy").click()
        expect(snippet.get_by_role("status")).to_have_text("Copied.")
        elsewhere.pages["/"] = page.evaluate("navigator.clipboard.readText()")
        other = page.context.new_page()
        other.goto(elsewhere.url)
        expect(other.locator(shown)).to_be_visible()
        other.close()
