"""LANGUAGE_CODE=ar starts an Arabic newspaper."""

import re

import pytest
from django.utils import translation

from accounts.models import User
from petitions import demo
from petitions.demo import stories, words
from petitions.models import Petition, Signature

# Where the English demo has a sentence: six words of Latin letters in a row.
ENGLISH = re.compile(r"(?:[A-Za-z]{2,}[ ,]+){5}[A-Za-z]{2,}")
LATIN = re.compile("[A-Za-z]{2}")


@pytest.fixture
def arabic(db, settings):
    """The demo's petition on a site that speaks Arabic."""
    settings.LANGUAGE_CODE = "ar"
    with translation.override("ar"):
        demo.load(password="desk-password")
        yield Petition.objects.get(slug=words.PETITION["slug"])


def test_an_arabic_site_has_an_arabic_petition(arabic, client):
    page = client.get(arabic.url).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert "دعم عاجل للاجئين الأوكرانيين" in page
    assert "حكومة المملكة المتحدة" in page
    assert words.PETITION["title"] not in page
    assert "/petitions/urgent-support-for-ukrainian-refugees/" in page
    assert arabic.texts.count() == 1


def test_its_stories_and_its_history_are_in_arabic(arabic, client):
    first, second = arabic.campaign.stories.order_by("published_at")
    page = client.get(first.url).content.decode()

    assert "قطارات الليل" in page
    assert "ذكرت نسخة سابقة" in page
    for story in (first, second):
        assert not ENGLISH.search(f"{story.headline} {story.standfirst}")
        assert not ENGLISH.search(re.sub(r"<[^>]*>", " ", story.body))
    published = arabic.campaign.timeline.filter(is_published=True)
    assert len(published) == 6
    assert not [line for line in published if ENGLISH.search(line.title + line.text)]


def test_its_calls_stand_where_the_english_ones_do(arabic):
    first = arabic.campaign.stories.earliest("published_at")
    english = stories.first_body(arabic)

    calls = re.compile(r'data-call="(\w+)" data-target="([^"]*)"')
    assert calls.findall(first.body) == calls.findall(english)


def test_those_who_sign_write_and_edit_have_names_in_arabic_letters(arabic, client):
    shown = Signature.objects.values_list("name", flat=True)
    page = client.get(arabic.campaign.stories.earliest("published_at").url)

    assert sum(bool(LATIN.search(name)) for name in shown) < len(shown) / 4
    assert "إيموجن هارتلي" in page.content.decode()
    assert not User.objects.filter(display_name__regex="[A-Za-z]{3}").filter(
        is_staff=True
    )


def test_the_line_that_waits_for_an_editor_is_in_arabic(arabic):
    waiting = arabic.campaign.timeline.filter(is_published=False)
    assert waiting
    assert not [line for line in waiting if LATIN.search(line.title + line.text)]
