"""Signing from within a story."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaigns import calls
from petitions import publishing
from petitions.models import Tally
from tests import factories


@pytest.fixture
def story(petition):
    return factories.make_story(
        body=f"<p>One.</p>{factories.mark('sign', petition.slug)}<p>Two.</p>"
    )


def draw(story, kind, target="safe-haven", words="", *, is_feed=False):
    return calls.render(kind, target=target, words=words, story=story, is_feed=is_feed)


def test_the_card_shows_the_live_number_and_says_which_story_it_is_in(story, petition):
    Tally.objects.filter(petition=petition).update(count=12_345)
    html = draw(story, "petition", words="Add your name")

    assert "12,345" in html
    assert f'<signature-count data-url="{petition.url}count.json"' in html
    assert f'href="{petition.url}?via=story.{story.pk}#sign">Add your name</a>' in html
    assert "signature-count.js" in html


@pytest.mark.parametrize("kind", ["petition", "sign"])
@pytest.mark.parametrize("status", ["closed", "won"])
def test_a_petition_that_is_over_shows_its_final_count_and_no_form(kind, status, db):
    over = factories.make_petition(status=status)
    Tally.objects.filter(petition=over).update(count=265_826)
    html = draw(factories.make_story(), kind, words="Add your name")

    assert "265,826" in html
    assert "<form" not in html
    assert "<progress" not in html
    assert "signature-count" not in html
    assert "Add your name" not in html
    assert "Read the petition" in html
    assert "#sign" not in html


@pytest.mark.parametrize("kind", ["petition", "sign"])
def test_a_petition_past_its_hour_takes_no_names_in_a_story(kind, story, petition):
    petition.closes_at = timezone.now() - timedelta(seconds=1)
    petition.save()

    assert "<form" not in draw(story, kind)
    assert "Read the petition" in draw(story, kind)


def test_a_paused_petition_says_so(story, petition):
    publishing.pause(petition)
    html = draw(story, "sign")

    assert "Signing is paused" in html
    assert "<form" not in html


@pytest.mark.parametrize("kind", ["petition", "sign"])
@pytest.mark.parametrize("is_feed", [False, True])
def test_a_draft_and_a_petition_that_never_was_draw_nothing(kind, is_feed, story):
    factories.make_petition(slug="draft", status="draft")

    for target in ("draft", "nowhere", "", "%00"):
        assert draw(story, kind, target, is_feed=is_feed) == ""


@pytest.mark.parametrize("kind", ["petition", "sign"])
def test_in_a_feed_it_is_one_plain_link(kind, story, petition):
    url = f"{settings.SITE_URL}{petition.url}?via=story.{story.pk}#sign"

    assert draw(story, kind, is_feed=True) == (
        f'<p><a href="{url}">Sign the petition</a></p>'
    )


# The form


def fields_of(html, action):
    """What a browser without a script would post of the form, before it is filled."""
    form = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(found), form


def test_a_reader_signs_in_the_story_and_confirms(
    story, petition, client, post_round, contents, only_signature
):
    page = client.get(story.url).content.decode()
    hidden, form = fields_of(page, f"{petition.url}sign/")
    assert hidden == {"version": "1", "via": f"story.{story.pk}"}
    for name in factories.FORM:
        assert f'name="{name}"' in form

    answer = client.post(f"{petition.url}sign/", factories.FORM | hidden)
    assert answer["Location"] == f"{petition.url}check-inbox/"
    (message,) = post_round()
    # The browser that signed confirms by itself.
    path = contents(message).confirm_path
    assert "confirm-by-itself.js" in client.get(path).content.decode()
    assert client.post(path)["Location"] == f"{petition.url}signed/"
    assert only_signature().status == "confirmed"
    assert only_signature().came_by == f"story.{story.pk}"


def test_a_bad_form_is_answered_by_the_petition_with_everything_kept(story, petition):
    page = Client().get(story.url).content.decode()
    hidden, _form = fields_of(page, f"{petition.url}sign/")
    bad = factories.FORM | hidden | {"email": "ada"}
    answer = Client().post(f"{petition.url}sign/", bad)
    again, form = fields_of(answer.content.decode(), f"{petition.url}sign/")

    assert answer.status_code == 422
    assert 'value="Ada Field"' in form
    assert again == hidden


def test_what_is_posted_as_the_source_is_text_on_the_page(petition, client):
    bad = factories.FORM | {"email": "ada", "via": '"><script>alert(1)</script>'}
    page = client.post(f"{petition.url}sign/", bad).content.decode()

    assert "<script>alert" not in page


def test_the_petitions_own_page_names_no_source(petition, client):
    assert 'value="story.' not in client.get(petition.url).content.decode()


def test_two_forms_in_one_story_share_no_id(story, petition):
    other = factories.make_petition(slug="other", title="Other")
    html = draw(story, "sign") + draw(story, "sign", other.slug)
    ids = re.findall(r'\bid="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\bfor="([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


def test_the_story_costs_few_statements(story, petition, django_assert_max_num_queries):
    factories.make_rule(kind="newsletter", target="")
    Client().get(story.url)
    with django_assert_max_num_queries(16):
        draw_page(story)


def draw_page(story):
    from config import public_pages

    public_pages.forget(story.url)
    assert Client().get(story.url).status_code == 200
