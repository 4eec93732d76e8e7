"""Addresses that are no public page of ours."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from petitions import publishing
from tests import factories
from tests.campaigns.oembed.asking import CAMPAIGN, CARD, PETITION, SITE

FOREIGN = [
    "https://other.example/petitions/safe-haven/",
    "https://campaigns.example.org.other.example/petitions/safe-haven/",
    "https://sub.campaigns.example.org/petitions/safe-haven/",
    "https://campaigns.example.org:8443/petitions/safe-haven/",
    "https://campaigns.example.org:80/petitions/safe-haven/",
    "http://campaigns.example.org:443/petitions/safe-haven/",
    "https://campaigns.example.org:99999/petitions/safe-haven/",
    "https://campaigns.example.org:x/petitions/safe-haven/",
    "https://campaigns.example.org@other.example/petitions/safe-haven/",
    "https://other.example@campaigns.example.org/petitions/safe-haven/",
    "https://:@campaigns.example.org/petitions/safe-haven/",
    "https://other.example\\@campaigns.example.org/petitions/safe-haven/",
    "https://campaigns.example.org\\.other.example/petitions/safe-haven/",
    "https:\\\\campaigns.example.org/petitions/safe-haven/",
    "https://campaigns.example.org./petitions/safe-haven/",
    "https://campaigns。example.org/petitions/safe-haven/",
    "https://cаmpaigns.example.org/petitions/safe-haven/",
    "https://127.0.0.1/petitions/safe-haven/",
    "https://[::1]/petitions/safe-haven/",
    "https://[::1/petitions/safe-haven/",
    "https://[campaigns.example.org]/petitions/safe-haven/",
    "https:///petitions/safe-haven/",
    "https:/petitions/safe-haven/",
    "//campaigns.example.org/petitions/safe-haven/",
    "/petitions/safe-haven/",
    "campaigns.example.org/petitions/safe-haven/",
    "ftp://campaigns.example.org/petitions/safe-haven/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://169.254.169.254/latest/meta-data/",
    f"{SITE}/petitions/x/../safe-haven/",
    f"{SITE}/petitions/%2e%2e/petitions/safe-haven/",
    f"{SITE}//petitions/safe-haven/",
    f"{SITE}/petitions/safe-haven//",
    f"{SITE}/petitions/safe%2Dhaven/",
    f"{SITE}/petitions/sáfe-haven/",
    f"{SITE}/petitions/safe-haven/\x00",
    f"{SITE}/petitions/safe-\nhaven/",
    f"{SITE}/petitions/safe-haven/ ",
    f" {PETITION}",
    f"{SITE}/petitions/safe-haven.json",
    f"{SITE}/petitions/safe-haven/sign/",
    f"{SITE}/petitions/confirm/abc/",
    f"{SITE}/petitions/unknown/",
    f"{SITE}/embed/petitions/unknown/",
    f"{SITE}/campaigns/unknown/",
    f"{SITE}/campaigns/refugees-welcome/stories/unknown/",
    f"{SITE}/admin/",
    f"{SITE}/",
    SITE,
    "x" * 3000,
    f"{PETITION}?{'x' * 3000}",
    "%",
]


@pytest.mark.parametrize("url", FOREIGN, ids=range(len(FOREIGN)))
def test_what_is_no_page_of_ours_is_unknown(ask, petition, url):
    answer = ask(url)
    if "\x00" in url:
        assert answer.status_code == 400
        return
    assert answer.status_code == 404
    assert answer.json() == {
        "error": "No public page of this site has this address.",
        "parameter": "url",
    }


def test_a_draft_is_unknown_until_it_is_opened(ask, db):
    petition = factories.make_petition(status="draft")
    assert ask().status_code == 404
    assert ask(CARD).status_code == 404

    publishing.open_petition(petition)
    assert ask().status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"is_published": False},
        {"published_at": timezone.now() + timedelta(days=400)},
    ],
)
def test_a_story_that_is_not_out_is_unknown(ask, db, changes):
    story = factories.make_story(**changes)

    assert ask(SITE + story.url).status_code == 404


def test_a_campaign_that_is_not_out_is_unknown(ask, db):
    factories.make_campaign(is_published=False)
    factories.make_petition()

    assert ask(CAMPAIGN).status_code == 404


def test_no_address_makes_the_site_ask_another(ask, petition, monkeypatch):
    import socket

    def no(*_arguments, **_options):
        raise AssertionError("asked another site")

    monkeypatch.setattr(socket, "getaddrinfo", no)
    monkeypatch.setattr(socket, "create_connection", no)

    for url in FOREIGN:
        ask(url)


URLS = st.one_of(
    st.text(max_size=80),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["https://", "http://", "//", "https:\\", ""]),
        st.sampled_from(
            ["campaigns.example.org", "other.example", "a@campaigns.example.org"]
        ),
        st.text(alphabet="/.\\@:?#%[]\n\t é-petionsafhv", max_size=40),
    ),
)


@pytest.mark.django_db
@hypothesis_settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(url=URLS, width=st.text(max_size=12), form=st.text(max_size=8))
@example(url=PETITION, width="٣", form="")
@example(url=PETITION, width="1_0", form="")
@example(url=PETITION, width="+5", form="json")
def test_whatever_is_asked_is_answered_in_words(client, url, width, form):
    answer = client.get("/oembed", {"url": url, "maxwidth": width, "format": form})

    assert answer.status_code in (400, 404, 501)
    if "\x00" not in url + width + form:
        assert answer.json()["parameter"] in ("url", "maxwidth", "format")
