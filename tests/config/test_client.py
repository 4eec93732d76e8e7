"""Where a request comes from, whatever it says about itself."""

import pytest

from config import client

PROXY = "10.0.0.1"
VISITOR = "203.0.113.9"
FORGED = [
    ("198.51.100.1", "one address"),
    ("198.51.100.1, 198.51.100.2", "a chain"),
    ("127.0.0.1", "this machine"),
    ("::1", "this machine, in the new form"),
    ("not an address", "nonsense"),
    ("", "nothing"),
    (",,,", "only commas"),
    ("198.51.100.1:443", "an address with a port"),
    ("\u202e1.2.3.4", "hidden direction marks"),
    ("1.2.3.4\t", "a tab"),
]


def address(forwarded: str | None, *, trusted_proxies: int) -> str:
    meta = {"REMOTE_ADDR": PROXY}
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return client.address(meta, trusted_proxies=trusted_proxies)


@pytest.mark.parametrize("claim", [claim for claim, _what in FORGED])
def test_behind_one_proxy_only_what_it_appended_counts(claim):
    assert address(f"{claim}, {VISITOR}", trusted_proxies=1) == VISITOR


@pytest.mark.parametrize("claim", [claim for claim, _what in FORGED])
def test_behind_two_proxies_only_what_the_outer_one_appended_counts(claim):
    assert address(f"{claim}, {VISITOR}, 10.0.0.2", trusted_proxies=2) == VISITOR


@pytest.mark.parametrize("claim", [claim for claim, _what in FORGED])
def test_with_no_proxy_the_header_counts_for_nothing(claim):
    assert address(claim, trusted_proxies=0) == PROXY


@pytest.mark.parametrize("appended", ["unknown", "", "203.0.113.9:443", "_hidden"])
def test_what_is_no_address_is_replaced_by_the_connection(appended):
    assert address(f"198.51.100.1, {appended}", trusted_proxies=1) == PROXY


@pytest.mark.parametrize("forwarded", [None, "", VISITOR])
def test_too_few_hops_mean_that_the_request_came_another_way(forwarded):
    assert address(forwarded, trusted_proxies=2) == PROXY


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("203.0.113.255", "203.0.113.0/24"),
        ("203.0.114.0", "203.0.114.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        # The same line in either spelling.
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        # These say nothing about a reader.
        ("127.0.0.1", ""),
        ("127.9.9.9", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_what_one_line_or_office_gets(rf, ip, expected):
    assert client.network(rf.get("/", REMOTE_ADDR=ip)) == expected


OURS = "http://testserver"
THEIRS = "https://elsewhere.example"


@pytest.mark.parametrize(
    ("fetch_site", "origin", "is_cross_site"),
    [
        # Our own pages.
        ("same-origin", OURS, False),
        ("same-origin", None, False),
        (None, OURS, False),
        # SITE_URL is ours too, whatever name the proxy asks by.
        (None, "http://127.0.0.1:8000", False),
        # A typed address, a bookmark, a program that is no browser.
        ("none", None, False),
        (None, None, False),
        # Somebody else's page.
        ("cross-site", THEIRS, True),
        ("cross-site", None, True),
        ("cross-site", OURS, True),
        ("same-site", "https://blog.testserver", True),
        (None, THEIRS, True),
        (None, "http://testserver.elsewhere.example", True),
        (None, "http://elsewhere.example/testserver", True),
        (None, "http://testserver@elsewhere.example", True),
        (None, "http://testserver:8443", True),
        (None, "null", True),
        (None, "", True),
        (None, "http://[", True),
        ("SAME-ORIGIN", OURS, True),
        ("unheard-of", OURS, True),
    ],
)
def test_a_post_from_another_sites_page_is_told_apart(
    rf, settings, fetch_site, origin, is_cross_site
):
    settings.SITE_URL = "http://127.0.0.1:8000"
    headers = {"Sec-Fetch-Site": fetch_site, "Origin": origin}
    sent = {name: value for name, value in headers.items() if value is not None}

    assert client.is_cross_site(rf.post("/", headers=sent)) is is_cross_site
