"""No address, however spelt, makes the site call its own neighbours."""

import pytest

from webhooks import checks, destinations, posting
from webhooks.destinations import Refused, Why

SPELT_LOOPBACK = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.0.0.1.:443/",
    "https://[::1]/",
    "https://[::]/",
    "https://0.0.0.0/",
    "https://0/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::80ff:fffe]/",
    "https://①②⑦.⓪.⓪.①/",
]
INSIDE = [
    *("10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "203.0.113.9"),
    *("::1", "::", "fe80::1", "fd00:ec2::254", "fc00::1", "fec0::1", "ff02::1"),
    *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"),
    *("2002:a00:1::", "2001:db8::1", "100::1"),
]
OUTSIDE = [
    "93.184.215.14",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "64:ff9b::808:808",
]


def refusal(url):
    with pytest.raises(Refused) as refused:
        destinations.read(url)
    return refused.value.why


@pytest.mark.parametrize("url", SPELT_LOOPBACK)
def test_no_spelling_of_this_machine_is_an_address(url):
    assert refusal(url) in (Why.INSIDE, Why.MALFORMED)


@pytest.mark.parametrize("number", INSIDE)
def test_numbers_inside_are_refused_as_they_are_typed(number):
    host = f"[{number}]" if ":" in number else number
    assert refusal(f"https://{host}/") == Why.INSIDE


@pytest.mark.parametrize("number", INSIDE)
def test_names_that_lead_inside_are_refused_as_they_are_looked_up(names, number):
    names["hooks.example.org"] = [OUTSIDE[0], number]
    destination = destinations.read("https://hooks.example.org/")

    with pytest.raises(Refused) as refused:
        destinations.look_up(destination)
    assert refused.value.why == Why.INSIDE


@pytest.mark.parametrize("number", OUTSIDE)
def test_names_that_lead_outside_are_called(names, number):
    names["hooks.example.org"] = [number]
    destination = destinations.read("https://hooks.example.org/")

    assert destinations.look_up(destination) == [number]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.org/", Why.NOT_HTTPS),
        ("ftp://hooks.example.org/", Why.NOT_HTTPS),
        ("file:///etc/passwd", Why.MALFORMED),
        ("gopher://hooks.example.org/", Why.NOT_HTTPS),
        ("//hooks.example.org/", Why.NOT_HTTPS),
        ("hooks.example.org", Why.MALFORMED),
        ("", Why.MALFORMED),
        ("https:///hooks", Why.MALFORMED),
        ("https://", Why.MALFORMED),
        ("https://user@hooks.example.org/", Why.HAS_USER),
        ("https://user:pass@hooks.example.org/", Why.HAS_USER),
        ("https://hooks.example.org@127.0.0.1/", Why.HAS_USER),
        ("https://@hooks.example.org/", Why.HAS_USER),
        ("https://hooks.example.org:25/", Why.PORT),
        ("https://hooks.example.org:22/", Why.PORT),
        ("https://hooks.example.org:80/", Why.PORT),
        ("https://hooks.example.org:0/", Why.PORT),
        ("https://hooks.example.org:99999/", Why.PORT),
        ("https://hooks.example.org:x/", Why.PORT),
        ("https://hooks.example.org/#part", Why.MALFORMED),
        ("https://hooks.example.org\\@127.0.0.1/", Why.MALFORMED),
        ("https://hooks.example.org/a b", Why.MALFORMED),
        ("https://hooks.exa\tmple.org/", Why.MALFORMED),
        ("https://hooks.example.org/\r\nHost: x", Why.MALFORMED),
        ("https://hooks.example.org/\x00", Why.MALFORMED),
        ("https://hooks.example.org/ü", Why.MALFORMED),
        ("https://[::1/", Why.MALFORMED),
        ("https://-hooks.example.org/", Why.MALFORMED),
        ("https://hooks..example.org/", Why.MALFORMED),
        ("https://hooks.example.org./", Why.MALFORMED),
        ("https://hooks.example.123/", Why.MALFORMED),
        (f"https://hooks.example.org/{'x' * 500}", Why.MALFORMED),
    ],
)
def test_what_is_no_web_address_is_told_apart(url, why):
    assert refusal(url) == why


def test_a_name_in_letters_of_another_script_is_what_dns_calls_it():
    found = destinations.read("https://bücher.example:8443/hooks?a=1")

    assert found.host == "xn--bcher-kva.example"
    assert (found.port, found.path) == (8443, "/hooks?a=1")


def test_the_newsrooms_own_network_may_be_allowed(settings, names):
    names["wire.newsroom.example"] = ["10.20.30.40"]
    destination = destinations.read("https://wire.newsroom.example/")
    with pytest.raises(Refused):
        destinations.look_up(destination)

    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.20.0.0/16"]
    assert destinations.look_up(destination) == ["10.20.30.40"]
    names["wire.newsroom.example"] = ["10.21.0.1"]
    with pytest.raises(Refused):
        destinations.look_up(destination)


def test_a_demonstration_calls_this_machine_and_nothing_else_by_http(settings, names):
    settings.DEMO = True
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert not destinations.read(f"http://{host}:9000/").is_https
    assert refusal("http://hooks.example.org/") == Why.NOT_HTTPS
    assert refusal("http://10.0.0.1/") == Why.NOT_HTTPS
    # A name of somebody else's that leads here is no demonstration.
    with pytest.raises(Refused):
        destinations.look_up(destinations.read("https://hooks.example.org/"))


def test_a_name_that_nobody_knows_is_told_apart(names):
    names["hooks.example.org"] = []
    with pytest.raises(Refused) as refused:
        destinations.look_up(destinations.read("https://hooks.example.org/"))
    assert refused.value.why == Why.UNKNOWN


def test_a_name_that_changes_between_the_look_and_the_call_changes_nothing(
    names, receiver, url_of, monkeypatch
):
    """DNS rebinding: what was judged is what is called."""
    names["other.example.org"] = ["10.0.0.1"]
    looked_up = destinations.look_up

    def then_change(destination):
        found = looked_up(destination)
        names["hooks.example.org"] = ["169.254.169.254"]
        return found

    monkeypatch.setattr(destinations, "look_up", then_change)

    assert posting.post(url_of(receiver), b"{}", {}).is_success
    assert len(receiver.heard) == 1


def test_what_was_good_when_it_was_typed_is_judged_again_at_each_call(
    settings, names, receiver, url_of
):
    settings.WEBHOOK_ALLOWED_NETWORKS = []

    outcome = posting.post(url_of(receiver), b"{}", {})

    assert outcome.problem == "inside"
    assert receiver.greeted == 0


@pytest.mark.parametrize("text", ["10.20.0.1/16", "newsroom", "10.0.0.0/33", ""])
def test_a_network_that_cannot_be_read_is_told_at_start(settings, text):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.20.0.0/16", "fd12:3456::/32", text]
    found = checks.the_allowed_networks_can_be_read(None)

    assert [it.id for it in found] == ["clarion.E003"]
