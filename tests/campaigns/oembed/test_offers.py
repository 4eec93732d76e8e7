"""What a petition, a campaign and a story are on other sites."""

from datetime import timedelta

import pytest
from django.utils import timezone

from petitions import publishing
from petitions.models import Tally
from tests import factories
from tests.campaigns.oembed.asking import CAMPAIGN, CARD, PETITION, SITE, picture


def test_a_petition_is_a_card_in_a_frame(ask, petition):
    assert ask().json() == {
        "version": "1.0",
        "type": "rich",
        "provider_name": "The Meridian",
        "provider_url": f"{SITE}/",
        "title": "A safe haven",
        "cache_age": 300,
        "width": 600,
        "height": 277,
        "html": (
            f'<blockquote><a href="{PETITION}">A safe haven, 250,123 signatures</a>'
            f'</blockquote><iframe src="{CARD}" title="A safe haven" width="600"'
            ' height="277"></iframe>'
        ),
    }


def test_one_signature_is_no_signatures(ask, petition):
    Tally.objects.filter(petition=petition).update(count=1)

    assert "A safe haven, 1 signature<" in ask().json()["html"]


def test_a_title_is_text_and_never_markup(ask, petition):
    petition.title = '"><script>alert(1)</script>'
    petition.save()
    answer = ask().json()

    assert answer["title"] == petition.title
    assert "<script" not in answer["html"]
    assert '"">' not in answer["html"]


@pytest.mark.parametrize(
    ("max_width", "max_height", "width", "height"),
    [
        ("", "", 600, 277),
        ("1200", "1000", 600, 277),
        ("500", "750", 500, 277),
        ("400", "", 400, 277),
        ("250", "", 250, 349),
        ("120", "90", 120, 90),
        ("1", "1", 1, 1),
        ("999999", "999999", 600, 277),
        ("60", "", 60, 600),
    ],
)
def test_the_card_keeps_to_the_size_that_is_asked_for(
    ask, petition, max_width, max_height, width, height
):
    answer = ask(maxwidth=max_width, maxheight=max_height).json()

    assert (answer["width"], answer["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in answer["html"]


def test_an_answer_in_one_size_is_not_given_to_who_asks_for_another(ask, petition):
    sizes = [("", ""), ("", "90"), ("500", ""), ("500", "90"), ("505", "")]
    told = [ask(maxwidth=width, maxheight=height).json() for width, height in sizes]

    expected = [(600, 277), (600, 90), (500, 277), (500, 90), (505, 277)]
    assert [(it["width"], it["height"]) for it in told] == expected


def test_a_card_with_more_to_say_is_given_a_taller_frame(ask, petition):
    short = ask().json()["height"]
    petition.title = "A safe haven for everybody who flees from the war, and at once"
    petition.save()
    long = ask(maxwidth="590").json()["height"]
    publishing.pause(petition)
    paused = ask(maxwidth="580").json()["height"]

    assert short < long < paused


def test_a_picture_is_told_with_its_size(ask, petition, tmp_path):
    petition.picture_file = picture(tmp_path)
    petition.save()
    answer = ask().json()

    assert answer["thumbnail_url"] == f"{SITE}{petition.picture_file.url}"
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (400, 200)


@pytest.mark.parametrize("limit", [{"maxwidth": "399"}, {"maxheight": "199"}])
def test_a_picture_larger_than_asked_for_is_left_out(ask, petition, tmp_path, limit):
    petition.picture_file = picture(tmp_path)
    petition.save()

    assert not [name for name in ask(**limit).json() if "thumbnail" in name]


@pytest.mark.parametrize("status", ["paused", "closed", "won"])
def test_a_petition_that_takes_no_names_is_still_shown(ask, db, status):
    factories.make_petition(status=status)

    assert ask().json()["type"] == "rich"


PASTED = [
    PETITION,
    PETITION.removesuffix("/"),
    PETITION.replace("https", "http"),
    PETITION.replace("https", "HTTPS"),
    PETITION.replace(".org/", ".org:443/"),
    PETITION.replace("https", "http").replace(".org/", ".org:80/"),
    PETITION.replace("campaigns.example", "Campaigns.EXAMPLE"),
    f"{PETITION}#sign",
    f"{PETITION}?via=newsletter.12&utm_source=x",
    f"{PETITION.removesuffix('/')}?via=story.7#sign",
    CARD,
    f"{CARD}?theme=dark",
]


@pytest.mark.parametrize("url", PASTED)
def test_whatever_people_paste_is_understood(ask, petition, url):
    answer = ask(url)

    assert answer.status_code == 200
    assert answer.json() == ask().json()


# Campaigns and stories


def test_a_campaign_is_the_card_of_its_open_petition(ask, petition):
    assert ask(CAMPAIGN).json() == ask().json()


@pytest.mark.parametrize("status", ["draft", "paused", "closed", "won"])
def test_a_campaign_without_an_open_petition_is_a_link(ask, db, tmp_path, status):
    campaign = factories.make_campaign(picture_file=picture(tmp_path))
    factories.make_petition(status=status)

    assert ask(CAMPAIGN).json() == {
        "version": "1.0",
        "type": "link",
        "provider_name": "The Meridian",
        "provider_url": f"{SITE}/",
        "title": "Refugees Welcome",
        "cache_age": 300,
        "thumbnail_url": f"{SITE}{campaign.picture_file.url}",
        "thumbnail_width": 400,
        "thumbnail_height": 200,
    }


def test_a_petition_past_its_hour_is_not_the_card_of_its_campaign(ask, petition):
    petition.closes_at = timezone.now() - timedelta(seconds=1)
    petition.save()

    assert ask(CAMPAIGN).json()["type"] == "link"


def test_a_story_is_a_link(ask, db):
    story = factories.make_story()
    answer = ask(SITE + story.url).json()

    assert (answer["type"], answer["title"]) == ("link", "A bed in Przemyśl")
    assert "html" not in answer
