"""The page after signing: thanks by name, and the step that the editor chose."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import format_html

from petitions import destinations, next_steps, publishing
from tests import factories

SIGNED = "/petitions/safe-haven/signed/"
ADDRESS = f"{settings.SITE_URL}/petitions/safe-haven/"


def change(petition, **fields):
    for name, value in fields.items():
        setattr(petition, name, value)
    petition.save()
    return petition


def steps(petition):
    """The kinds of the steps in their order, with what each shows."""
    drawn = next_steps.of(petition)
    return {re.search(r'id="step-(\w+)"', step).group(1): step for step in drawn}


def first(petition):
    kind, html = next(iter(steps(petition).items()))
    assert "step-first" in html
    return kind, unescape(html)


@pytest.fixture
def thanked(letter, client):
    """The page that Ada gets when she has confirmed."""
    return client.post(letter.confirm_path, follow=True).content.decode()


# Thanks, and nobody else's


def test_the_signer_is_thanked_by_name_and_sees_the_number_live(thanked):
    assert "Thank you, <bdi>Ada</bdi>" in thanked
    assert "Your signature is confirmed." in thanked
    assert "data-soon" in thanked
    assert "/petitions/safe-haven/count.json" in thanked


@pytest.mark.parametrize("query", ["", "?via=share.whatsapp", "?name=Ada"])
def test_who_opens_the_address_without_having_signed_is_told_of_nobody(thanked, query):
    page = Client().get(SIGNED + query).content.decode()

    assert "Ada" not in page
    assert "Your signature is confirmed." not in page
    assert "<h1>Thank you to everyone who signed</h1>" in page
    assert 'href="/petitions/safe-haven/#sign"' in page


def test_the_signer_who_goes_back_and_comes_again_is_thanked_again(thanked, client):
    client.get("/petitions/safe-haven/")

    assert (
        "Thank you, <bdi>Ada</bdi>"
        in client.get(f"{SIGNED}?via=share.x").content.decode()
    )


def test_nobody_keeps_the_page_for_others(thanked, client):
    answer = client.get(SIGNED)

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()


def test_the_thanks_of_one_petition_are_not_those_of_another(thanked, client):
    factories.make_petition(slug="other")

    assert "Ada" not in client.get("/petitions/other/signed/").content.decode()


def test_what_is_passed_on_is_the_petition_and_never_this_page(thanked):
    share = thanked[thanked.index("<share-link") : thanked.index("</share-link>")]

    assert "signed" not in share
    assert "Ada" not in share


# Passing on


def ways(petition):
    return {way.channel: way.address for way in next_steps.share_of(petition).ways}


def test_passing_on_comes_first_unless_the_editor_chose_otherwise(petition):
    assert first(petition)[0] == "share"


def test_each_way_carries_the_words_and_its_own_source(petition):
    change(petition, share_text="Read this & sign, “please”")
    texts = {}
    for channel, address in ways(petition).items():
        link = f"{ADDRESS}?via=share.{channel}"
        said = parse_qs(urlsplit(address).query)
        assert any(link in value for values in said.values() for value in values)
        texts[channel] = " ".join(value for values in said.values() for value in values)

    assert set(texts) == {
        *("whatsapp", "facebook", "x", "bluesky", "telegram", "email"),
    }
    # Facebook takes no words; it shows the page's own card.
    del texts["facebook"]
    assert all("Read this & sign, “please”" in text for text in texts.values())


def test_without_words_of_the_editors_there_are_usual_ones(petition):
    assert (
        next_steps.share_of(petition).text == "“A safe haven”: will you add your name?"
    )


def test_words_and_titles_do_not_break_out_of_the_page(petition):
    change(petition, title='<script>"x"', share_text='"><script>alert(1)</script>')
    html = "".join(next_steps.of(petition))

    assert "<script>a" not in html
    assert 'title="<' not in html


def test_the_copied_link_and_the_devices_sheet_have_sources_of_their_own(petition):
    _kind, html = first(petition)

    assert f'data-copy="{ADDRESS}?via=share.link"' in html
    assert f'data-device="{ADDRESS}?via=share.device"' in html
    assert f"<bdi>{ADDRESS}</bdi>" in html


def test_the_page_asks_no_other_site_for_anything(thanked):
    loaded = re.findall(
        r'<(?:img|script|link|iframe)[^>]*(?:src|href)="([^"]+)"', thanked
    )

    assert loaded
    assert all(not urlsplit(address).netloc for address in loaded)
    assert "style=" not in thanked
    assert not re.search(r"<script(?![^>]*src)", thanked)


def test_a_code_stands_on_the_page_and_for_posters(petition):
    _kind, html = first(petition)

    assert '<svg viewBox="' in html
    assert "/petitions/safe-haven/qr/poster.svg" in html
    assert "/petitions/safe-haven/qr/poster.png" in html


# The other steps


def test_giving_leads_to_the_outside_fundraiser_and_says_so(petition):
    change(
        petition,
        next_step="donate",
        next_step_url="https://appeal.example.org/give",
        next_step_words="Give to the appeal",
    )
    kind, html = first(petition)

    assert kind == "donate"
    assert 'href="https://appeal.example.org/give"' in html
    assert "Give to the appeal" in html
    assert "This leads to appeal.example.org." in html
    assert list(steps(petition)) == ["donate", "share"]


@pytest.mark.parametrize("typed", ["home@example.gov.uk", "mailto:home@example.gov.uk"])
def test_writing_opens_a_mail_with_subject_and_words_ready(petition, typed):
    change(petition, next_step="write", next_step_url=typed)
    kind, html = first(petition)
    (mail,) = re.findall(r'href="(mailto:home[^"]+)"', html)
    said = parse_qs(urlsplit(mail).query)

    assert kind == "write"
    assert urlsplit(mail).path == "home@example.gov.uk"
    assert said["subject"] == ["A safe haven"]
    assert "To The Home Secretary" in said["body"][0]
    assert ADDRESS in said["body"][0]


def test_writing_may_lead_to_the_targets_own_page(petition):
    url = "https://www.gov.example/contact"
    change(petition, next_step="write", next_step_url=url)
    _kind, html = first(petition)

    assert f'href="{url}"' in html
    assert "mailto:" not in html
    assert "To The Home Secretary" in html


def test_reading_leads_to_the_newest_story_of_the_campaign(petition):
    story = factories.make_story()
    elsewhere = factories.make_campaign(slug="other-campaign")
    factories.make_story(slug="x", headline="Elsewhere", campaign=elsewhere)
    change(petition, next_step="read")
    kind, html = first(petition)

    assert kind == "read"
    assert f'href="{story.url}"' in html
    assert story.headline in html


def test_or_to_the_story_that_the_editor_named(petition):
    named = factories.make_story(slug="named", headline="Named")
    factories.make_story(headline="Newest")
    for url in (named.url, settings.SITE_URL + named.url):
        change(petition, next_step="read", next_step_url=url)
        assert f'href="{named.url}"' in first(petition)[1]


def test_or_to_another_page(petition):
    change(petition, next_step="read", next_step_url="/campaigns/refugees-welcome/")

    assert 'href="/campaigns/refugees-welcome/"' in first(petition)[1]


def test_a_story_that_is_not_out_yet_is_not_shown(petition):
    draft = factories.make_story(is_published=False)
    change(petition, next_step="read", next_step_url=draft.url)

    assert first(petition)[0] == "share"
    assert draft.headline not in "".join(next_steps.of(petition))


def test_a_story_follows_quietly_after_the_chosen_step(petition):
    factories.make_story()

    assert list(steps(petition)) == ["share", "read"]
    assert "step-first" not in steps(petition)["read"]


@pytest.mark.parametrize("kind", ["donate", "write", "read", "forum"])
def test_a_step_that_leads_nowhere_gives_way_to_passing_on(petition, kind):
    change(petition, next_step=kind)

    assert first(petition)[0] == "share"


def test_the_forum_is_a_link_for_now(petition):
    change(petition, next_step="forum", next_step_url="/forum/")

    assert 'href="/forum/"' in first(petition)[1]


@pytest.fixture
def brought(monkeypatch):
    """A higher app that brings a step of its own."""
    monkeypatch.setattr(next_steps, "_draws", dict(next_steps._draws))
    monkeypatch.setattr(next_steps, "_brought", set())
    next_steps.register(
        "donate",
        lambda petition, is_first: format_html('<i id="step-own">{}</i>', is_first),
    )


def test_a_higher_app_draws_its_own_step(petition, brought):
    assert steps(petition)["own"] == '<i id="step-own">False</i>'

    change(petition, next_step="donate")
    assert next_steps.of(petition)[0] == '<i id="step-own">True</i>'
    assert not next_steps.needs_address("donate")


def test_the_page_shows_them_also_once_the_petition_is_won(thanked, client, petition):
    publishing.win(petition)
    page = client.get(SIGNED).content.decode()

    assert "Thank you, <bdi>Ada</bdi>" in page
    assert "step-share" in page


def test_a_rush_of_signers_draws_the_steps_once_and_a_second_later_anew(
    petition, client, monkeypatch, django_assert_num_queries
):
    client.get(SIGNED)
    story = factories.make_story()
    monkeypatch.setattr(next_steps.time, "monotonic", lambda: 0.0)
    with django_assert_num_queries(2):
        page = client.get(SIGNED).content.decode()
    assert story.headline not in page

    monkeypatch.undo()
    monkeypatch.setattr(next_steps, "KEPT_SECONDS", -1)
    next_steps.forget()
    assert story.headline in client.get(SIGNED).content.decode()


# At the desk


@pytest.fixture
def save(client, bo, petition):
    factories.at_the_desk(client, bo)

    def post(**changes):
        fields = {
            "title": petition.title,
            "slug": petition.slug,
            "body": "We ask.",
            "campaign": petition.campaign_id,
            "target": petition.target,
            "next_step": "share",
        }
        path = f"/admin/petitions/petition/{petition.pk}/change/"
        return client.post(path, fields | changes)

    return post


def test_an_editor_chooses_the_step(save, petition):
    saved = save(
        next_step="donate",
        next_step_url="https://appeal.example.org/",
        next_step_words="Give",
        share_text="Sign with me.",
    )
    petition.refresh_from_db()

    assert saved.status_code == 302
    assert first(petition)[0] == "donate"
    assert petition.share_text == "Sign with me."


@pytest.mark.parametrize(
    ("step", "url", "says"),
    [
        ("write", "", "Say where this step leads."),
        ("forum", "", "Say where this step leads."),
        ("donate", "give@example.org", "An email address is for writing"),
        ("donate", "javascript:alert(1)", "Enter a page of this site"),
    ],
)
def test_a_slip_is_told_beside_its_field(save, step, url, says):
    page = save(next_step=step, next_step_url=url)

    assert page.status_code == 200
    assert says in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "/",
            "/campaigns/x/",
            "/forum/?page=2",
            "https://example.org",
            "a@example.org",
        ),
        *("http://example.org/a?b=c#d", "mailto:a@example.org"),
    ],
)
def test_these_lead_somewhere(typed):
    destinations.check(typed)


@pytest.mark.parametrize(
    "odd",
    [
        *("x", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x"),
        *(
            "//evil.example/",
            "/\\evil.example/",
            "https://",
            "https:///x",
            "ftp://a.b/",
        ),
        *("https://a.b/ c", "http://[::1", "mailto:", "mailto:x", "/a b", "\\x"),
        *("mailto:a@example.org?cc=b@example.org", " javascript:alert(1)"),
    ],
)
def test_and_these_do_not(odd):
    with pytest.raises(ValidationError):
        destinations.check(odd)
