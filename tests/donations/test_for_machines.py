"""Pages of giving in search, sitemap, and in what they say of themselves."""

import json
import re
from datetime import date

import pytest
from django.utils import timezone

from campaigns import search, sitemaps
from tests import factories

PAGE = "/donate/refugees-welcome/"

pytestmark = pytest.mark.django_db


def graph(client):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>',
        client.get(PAGE).content.decode(),
    )
    return json.loads(found[1])["@graph"] if found else None


def test_the_page_tells_where_to_give_and_who_gets_it(client, channel):
    channel.beneficiaries.create(name="The Red Cross", starts_on=timezone.localdate())
    page, trail = graph(client)

    assert page["name"] == "Give to Refugees Welcome"
    (action,) = page["potentialAction"]
    assert action["@type"] == "DonateAction"
    assert action["target"]["urlTemplate"].endswith(PAGE)
    assert action["recipient"] == {"@type": "Organization", "name": "The Red Cross"}
    names = [place["name"] for place in trail["itemListElement"]]
    assert names[1:] == ["Refugees Welcome", "Give"]


def test_what_has_ended_asks_for_nothing(client, campaign):
    factories.make_channel(campaign=campaign, ended_on=date(2022, 12, 31))

    assert "potentialAction" not in graph(client)[0]


def test_a_page_without_a_way_to_give_says_nothing(client, campaign):
    assert graph(client) is None


def test_the_page_says_what_other_sites_may_show(client, channel):
    page = client.get(PAGE).content.decode()

    assert '<meta property="og:title" content="Give to Refugees Welcome">' in page
    assert '<meta property="og:description" content="How to give to' in page
    assert re.search(rf'<link rel="canonical" href="[^"]+{PAGE}">', page)


def test_the_sitemap_and_the_search_know_it(client, channel, campaign):
    channel.beneficiaries.create(name="The Red Cross", starts_on=timezone.localdate())
    search.reindex()

    assert [place.path for place in sitemaps.of("giving")] == [PAGE]
    assert PAGE in client.get("/sitemap-giving.xml").content.decode()
    found = client.get("/search/?q=Red+Cross").content.decode()
    assert f'href="{PAGE}"' in found
    channel.is_published = False
    channel.save()
    search.reindex()
    assert sitemaps.of("giving") == []
    assert PAGE not in client.get("/search/?q=Red").content.decode()
