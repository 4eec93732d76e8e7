"""A script is given every form that the site's language has."""

import gettext
import re

import pytest
from django.conf import settings
from django.template import Template
from django.template.context import Context
from django.utils import translation

from config import plurals

WRITTEN = (
    "{% load i18n plurals %}"
    '<b {% every_plural "left" %}{% blocktranslate count n=sample %}'
    "{number} character left{% plural %}{number} characters left"
    "{% endblocktranslate %}{% endevery_plural %}></b>"
)


def forms(language):
    """The words of each form, as a browser reads them from the page."""
    with translation.override(language):
        page = Template(WRITTEN).render(Context())
    return dict(re.findall(r'data-left-(\w+)="([^"]*)"', page))


def test_english_has_one_and_all_others():
    assert forms("en-gb") == {
        "one": "{number} character left",
        "other": "{number} characters left",
    }


def test_arabic_has_six():
    assert forms("ar") == {
        "zero": "لم يبقَ أي حرف",
        "one": "بقي حرف واحد",
        "two": "بقي حرفان",
        "few": "بقيت {number} أحرف",
        "many": "بقي {number} حرفاً",
        "other": "بقي {number} حرف",
    }


def test_a_form_that_says_the_same_as_any_other_number_costs_nothing():
    written = WRITTEN.replace("{number} character left", "{number} characters left")
    with translation.override("en-gb"):
        page = Template(written).render(Context())

    assert page == '<b data-left-other="{number} characters left"></b>'


def test_a_quotation_mark_does_not_end_the_attribute():
    written = WRITTEN.replace("characters", '"characters"')
    with translation.override("en-gb"):
        page = Template(written).render(Context())

    assert 'data-left-other="{number} &quot;characters&quot; left"' in page


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_a_number_for_each_form_of_its_catalogue(code):
    with translation.override(code):
        numbers = plurals.samples().values()
    if code == settings.SOURCE_LANGUAGE:
        assert list(numbers) == [1, 2]
        return
    folder = settings.BASE_DIR / "locale" / code / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        form = gettext.GNUTranslations(file).plural
    assert sorted(map(form, numbers)) == sorted({form(n) for n in range(1000)})
