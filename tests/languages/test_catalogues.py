"""Every message has its words in every language, and they fit the source's."""

import re

import pytest
from django.conf import settings

from tests.languages import catalogue, source

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.SOURCE_LANGUAGE]
CURE = "Run manage.py update_catalogues (it needs gettext), and write what is empty."
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
TAGS = re.compile(r"</?[a-z][^>]*>")
PLURALS = {"ar": 6}


def path(code, suffix):
    return settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / f"django{suffix}"


@pytest.fixture(params=LANGUAGES)
def code(request):
    return request.param


@pytest.fixture
def entries(code):
    return catalogue.read(path(code, ".po"))


def test_a_catalogue_has_each_message_of_the_source_and_no_other(entries):
    asked, kept = source.messages(), {entry.message for entry in entries}

    missing = [f"{asked[each]}: {each.text}" for each in asked.keys() - kept]
    assert not missing, CURE
    assert not [each.text for each in kept - asked.keys()], CURE


def test_no_message_is_empty_or_guessed(entries, code):
    for entry in entries:
        assert not entry.is_fuzzy, entry.message.text
        assert all(words.strip() for words in entry.translations), entry.message.text
        many = PLURALS[code] if entry.message.plural else 1
        assert len(entry.translations) == many, entry.message.text


def test_translations_keep_placeholders_and_tags(entries):
    for (text, plural, _), translations, _ in entries:
        most = plural or text
        for words in translations:
            places = set(PLACES.findall(words))
            # "One comment" has no number in many a language.
            least = set() if plural else set(PLACES.findall(text))
            assert least <= places <= set(PLACES.findall(most)), words
            assert sorted(TAGS.findall(words)) == sorted(TAGS.findall(most)), words
            assert words[0].isspace() == text[0].isspace(), words
            assert words[-1].isspace() == text[-1].isspace(), words


def test_what_the_site_reads_is_what_was_written(entries, code):
    assert catalogue.compiled(path(code, ".mo")) == catalogue.as_compiled(entries)
