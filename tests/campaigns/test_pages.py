"""The home page and a campaign's page."""

from datetime import date

import pytest
from django.test import Client

from campaigns import previews, prose
from petitions import publishing
from tests import factories

PAGE = "/campaigns/refugees-welcome/"


@pytest.fixture
def campaign(db):
    return factories.make_campaign(
        standfirst="Let people in.",
        body="We **ask** again.\n\n<script>alert(1)</script>",
    )


def test_the_home_page_without_a_campaign_still_stands(client, db):
    assert client.get("/").status_code == 200


def test_the_home_page_shows_what_is_published(client, campaign):
    factories.make_campaign(slug="secret", title="A secret", is_published=False)
    page = client.get("/").content.decode()

    assert f'href="{PAGE}"' in page
    assert "Refugees Welcome" in page
    assert "A secret" not in page


def test_the_home_page_shows_petitions_that_can_be_signed(client, campaign):
    petition = factories.make_petition()
    closed = factories.make_petition(slug="over", title="It is over", status="closed")
    page = client.get("/").content.decode()

    assert petition.url in page
    assert closed.url not in page


def test_a_campaign_shows_its_story_and_its_petition(client, campaign):
    phase = factories.make_phase(campaign, summary="Readers *signed*.")
    petition = factories.make_petition(phase=phase)
    page = client.get(PAGE).content.decode()

    assert "<strong>ask</strong>" in page
    assert "<script>alert" not in page
    assert "Ukraine 2022" in page
    assert "<em>signed</em>" in page
    assert page.count(f'href="{petition.url}"') >= 1
    assert petition.title in page


def test_a_petition_without_a_phase_is_shown_too(client, campaign):
    petition = factories.make_petition(phase=None)

    assert petition.url in client.get(PAGE).content.decode()


def test_a_draft_petition_is_on_no_page(client, campaign):
    phase = factories.make_phase(campaign)
    draft = factories.make_petition(status="draft", phase=phase)

    for path in ("/", PAGE):
        assert draft.url not in client.get(path).content.decode()


def test_a_count_from_elsewhere_is_told_with_its_source(client, campaign):
    factories.make_phase(
        campaign,
        recorded_title="The petition of 2022",
        recorded_count=265_826,
        recorded_next_goal=300_000,
        recorded_source="its last public page",
    )
    page = client.get(PAGE).content.decode()

    for told in ("The petition of 2022", "265,826", "its last public page"):
        assert told in page


def test_phases_stand_newest_first(client, campaign):
    factories.make_phase(campaign, title="Syria 2015", started_on=date(2015, 1, 1))
    factories.make_phase(campaign)
    page = client.get(PAGE).content.decode()

    assert page.index("Ukraine 2022") < page.index("Syria 2015")


@pytest.mark.parametrize("status", ["open", "paused", "closed", "won"])
def test_a_card_shows_how_a_petition_stands(client, campaign, status):
    petition = factories.make_petition(
        status=status, phase=factories.make_phase(campaign)
    )
    page = client.get(PAGE).content.decode()

    assert petition.title in page
    assert ("#sign" in page) == (status == "open")


def test_closing_shows_at_once_on_the_campaign_and_at_home(
    client, campaign, django_capture_on_commit_callbacks
):
    petition = factories.make_petition(phase=factories.make_phase(campaign))
    assert "#sign" in client.get("/").content.decode()
    assert "#sign" in client.get(PAGE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.close(petition)

    assert "#sign" not in client.get("/").content.decode()
    assert "#sign" not in client.get(PAGE).content.decode()


def test_an_unpublished_campaign_is_for_staff_and_link_holders(client, db):
    campaign = factories.make_campaign(slug="secret", is_published=False)
    assert client.get(campaign.url).status_code == 404
    staff = Client()
    staff.force_login(factories.make_bo())

    for page in (staff.get(campaign.url), client.get(previews.link(campaign.url))):
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert page["X-Robots-Tag"] == "noindex"
    assert client.get(campaign.url).status_code == 404


def test_a_key_for_the_campaign_does_not_open_its_petition(client, db):
    draft = factories.make_petition(status="draft")
    key = previews.link(draft.campaign.url).partition("?")[2]

    assert client.get(f"{draft.url}?{key}").status_code == 404


@pytest.mark.parametrize("slug", ["nowhere", "0", "%00", "a" * 200])
def test_a_campaign_that_never_was_is_not_found(client, db, slug):
    assert client.get(f"/campaigns/{slug}/").status_code in (400, 404)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("## Title", "<h2>Title</h2>\n"),
        ("- a", "<ul>\n<li>a</li>\n</ul>\n"),
        ("[a](https://x.org)", '<p><a href="https://x.org" rel="noopener">a</a></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("<script>1</script>", "<p>&lt;script&gt;1&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=1>", "<p>&lt;img src=x onerror=1&gt;</p>\n"),
        ("![x](https://x.org/a.png)", "<p></p>\n"),
        ("# Title", "Title\n"),
        ("", ""),
    ],
)
def test_an_editors_markdown_is_plain_and_harmless(markdown, html):
    assert prose.to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**a** *b*\nc", "a b c"),
        ("[a](https://x.org/y).", "a (https://x.org/y)."),
        ("<https://x.org/y>", "https://x.org/y"),
        ("a\n\n- b\n- c\n\nd", "a\n\n- b\n- c\n\nd"),
        ("1. b\n2. c", "1. b\n2. c"),
        ("> b\n> c", "> b c"),
        ("## Head\n\nb", "Head\n\nb"),
        ("a  \nb", "a\nb"),
        ("x " * 40, "x " * 31 + "x\n" + "x " * 7 + "x"),
        ("https://x.org/" + "y" * 90, "https://x.org/" + "y" * 90),
        ("", ""),
    ],
)
def test_an_editors_markdown_is_a_plain_letter_too(markdown, text):
    assert prose.to_text(markdown) == text
