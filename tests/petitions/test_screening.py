"""Many signatures from one network are held for review, and nobody outside can tell."""

import pytest
from django.db import connection
from django.utils import timezone

from petitions import confirming, counting, screening
from petitions.models import CountChange, Signature
from tests import factories


@pytest.fixture
def from_network(sign):
    """Sign as one reader after another from one address; gives the last status."""
    numbers = iter(range(1000))

    def post(ip, times=1, **extra):
        for _ in range(times):
            email = f"reader{next(numbers)}@example.org"
            assert sign(email=email, REMOTE_ADDR=ip, **extra).status_code == 302
        return Signature.objects.get(email=email).status

    return post


@pytest.fixture(autouse=True)
def _low_limits(settings):
    settings.SIGNING_BURST_LIMIT = 3
    settings.SIGNING_SUSTAINED_LIMIT = 5


def test_the_limit_itself_is_free_and_the_next_is_held(from_network):
    assert from_network("203.0.113.5", times=3) == "pending"
    assert from_network("203.0.113.5") == "quarantined"
    assert Signature.objects.latest("pk").held_because == (
        "many signatures from one network"
    )


def test_neighbours_share_a_network(from_network):
    from_network("203.0.113.5", times=3)

    assert from_network("203.0.113.250") == "quarantined"
    assert from_network("203.0.114.5") == "pending"


def test_a_line_of_ipv6_is_one_network(from_network):
    for number in range(3):
        from_network(f"2001:db8:1:2::{number}")

    assert from_network("2001:db8:1:2:ffff:ffff:ffff:ffff") == "quarantined"
    assert from_network("2001:db8:1:3::1") == "pending"
    assert Signature.objects.earliest("pk").network == "2001:db8:1:2::/64"


def test_an_ipv4_address_in_ipv6_clothes_is_an_ipv4_address(from_network):
    from_network("203.0.113.5", times=3)

    assert from_network("::ffff:203.0.113.9") == "quarantined"


def test_a_scope_and_brackets_are_no_disguise(from_network):
    from_network("2001:db8::1", times=3)

    assert from_network("2001:db8::1%eth0") == "quarantined"


def test_after_a_minute_the_network_is_free_again(from_network):
    from_network("203.0.113.5", times=3)
    Signature.objects.update(signed_at=timezone.now() - timezone.timedelta(seconds=61))

    assert from_network("203.0.113.5") == "pending"


def test_the_hour_has_a_limit_of_its_own(from_network):
    from_network("203.0.113.5", times=3)
    ago = timezone.now() - timezone.timedelta(minutes=30)
    Signature.objects.update(signed_at=ago)
    assert from_network("203.0.113.5", times=2) == "pending"
    Signature.objects.update(signed_at=ago)

    assert from_network("203.0.113.5") == "quarantined"
    Signature.objects.update(signed_at=timezone.now() - timezone.timedelta(hours=1.1))
    assert from_network("203.0.113.5") == "pending"


def test_each_petition_has_its_own_limits(from_network, sign):
    from_network("203.0.113.5", times=4)
    other = factories.make_petition(slug="other")
    sign(to=other, REMOTE_ADDR="203.0.113.5")

    assert other.signatures.get().status == "pending"


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.9.9.9", "::1", "", "unix:", "x"])
def test_an_address_that_says_nothing_holds_nobody(from_network, ip):
    assert from_network(ip, times=5) == "pending"
    assert Signature.objects.first().network == ""


def test_an_operator_may_lift_the_limits_of_a_network(from_network, settings):
    settings.SIGNING_UNLIMITED_NETWORKS = ["203.0.113.0/24", "2001:db8::/32"]

    assert from_network("203.0.113.5", times=5) == "pending"
    assert from_network("2001:db8::5", times=5) == "pending"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "198.51.100.7", "203.0.113.0/24"),
        (1, "198.51.100.7", "198.51.100.0/24"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.0/24"),
        (2, "1.1.1.1, 198.51.100.7, 10.0.0.1", "198.51.100.0/24"),
        (2, "198.51.100.7", "203.0.113.0/24"),
        (1, "nonsense", "203.0.113.0/24"),
        (1, "", "203.0.113.0/24"),
    ],
)
def test_only_what_our_own_proxy_saw_counts(
    from_network, settings, proxies, forwarded, network
):
    settings.TRUSTED_PROXY_COUNT = proxies
    from_network("203.0.113.5", HTTP_X_FORWARDED_FOR=forwarded)

    assert Signature.objects.get().network == network


def test_a_forged_header_does_not_lift_the_limit(from_network):
    from_network("203.0.113.5", times=3, HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert (
        from_network("203.0.113.5", HTTP_X_FORWARDED_FOR="198.51.100.2")
        == "quarantined"
    )


def test_a_held_signature_counts_once_it_is_released(petition, count_of):
    held = factories.make_signature(petition, status="quarantined")
    confirming.confirm(held)
    counting.drain()
    assert count_of(petition) == 0

    assert screening.release(held)
    counting.drain()
    assert count_of(petition) == 1
    held.refresh_from_db()
    assert held.held_because == ""
    assert not screening.release(held)


def test_a_release_before_the_confirmation_counts_nothing_yet(petition):
    held = factories.make_signature(petition, status="quarantined")
    assert screening.release(held)
    assert CountChange.objects.count() == 0

    confirming.confirm(held)
    assert CountChange.objects.get().change == 1


@pytest.mark.postgres
def test_a_plan_that_suits_every_network_reads_the_index_of_networks(db):
    """It is made once, without values, and must see that the index is whole enough."""
    sql = screening.VERDICT
    for number in range(1, sql.count("%s") + 1):
        sql = sql.replace("%s", f"${number}", 1)
    types = "timestamptz, int, int, text, bigint, text, timestamptz, int"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"PREPARE verdict ({types}) AS {sql}")
        cursor.execute("EXPLAIN EXECUTE verdict (now(), 1, 1, '', 1, 'x', now(), 1)")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DEALLOCATE verdict")

    assert "signature_network" in plan
