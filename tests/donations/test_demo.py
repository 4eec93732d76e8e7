"""The demo's ways to give, in the words of the site's language."""

import re

import pytest

from donations import demo
from donations.models import BeneficiaryPeriod, Channel
from tests import factories

pytestmark = pytest.mark.django_db


def told():
    for channel in Channel.objects.all():
        yield from (channel.title, channel.note)
    yield from BeneficiaryPeriod.objects.values_list("name", flat=True)


def test_a_reader_may_give_to_the_appeal_and_to_the_reporting():
    demo.load(factories.make_campaign())

    assert "Food, shelter and a warm coat" in told()
    assert "The reporting behind the campaign" in told()


def test_on_an_arabic_site_ways_to_give_are_in_arabic(settings):
    settings.LANGUAGE_CODE = "ar"
    demo.load(factories.make_campaign())

    assert "طعام ومأوى ومعطف دافئ" in told()
    assert not [words for words in told() if re.search("[A-Za-z]{2}", words)]
