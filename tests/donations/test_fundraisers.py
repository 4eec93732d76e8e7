"""Readers are led to listed sites only."""

import pytest

from donations import fundraisers

GOOD = [
    "https://gofundme.com/f/safe-haven",
    "https://www.gofundme.com/f/safe-haven",
    "https://WWW.JustGiving.com/page/x",
    "https://donate.redcross.org.uk/appeal",
]
BAD = [
    "http://gofundme.com/f/x",
    "https://gofundme.com.evil.example/f/x",
    "https://evilgofundme.com/",
    "https://gofundme.com@evil.example/",
    "https://user@gofundme.com/",
    "https://gofundme.com:8443/",
    "https://evil.example/#gofundme.com",
    "https://evil.example\\@gofundme.com/",
    "javascript:alert(1)",
    "//gofundme.com/f/x",
    "https:///gofundme.com",
    "https://[::1/",
    "https://gofundme.com:x/",
    "",
]


@pytest.mark.parametrize("url", GOOD)
def test_a_listed_site_is_one(url):
    assert fundraisers.leads_to_one(url)


@pytest.mark.parametrize("url", BAD)
def test_what_looks_like_one_is_none(url):
    assert not fundraisers.leads_to_one(url)


def test_the_button_names_the_site_that_opens():
    assert fundraisers.shown_host("https://www.gofundme.com/f/x") == "gofundme.com"
