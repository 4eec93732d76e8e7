"""How often somebody may knock, and that it holds when the cache is away."""

from datetime import timedelta

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone

from accounts import limits, purging
from accounts.limits import Limit
from accounts.models import Attempts
from config import brokers
from config.caching import Counted, FailOpenRedisCache

TWICE = [Limit(2, 3600)]


class SharedCache(FailOpenRedisCache):
    """A stand-in for Redis that keeps its counts here, or is away."""

    def __init__(self, *, is_away=False):
        self.memory = LocMemCache("limits", {})
        self.memory.clear()
        self.is_away = is_away

    def count(self, asked):
        if self.is_away:
            return None
        for place, it in enumerate(asked):
            self.memory.add(it.key, 0, it.seconds)
            if self.memory.incr(it.key) > it.most:
                return place
        return len(asked)


@pytest.fixture(params=["shared cache", "cache away", "no shared cache"])
def counted_in(request, monkeypatch):
    given = {
        "shared cache": SharedCache(),
        "cache away": SharedCache(is_away=True),
        "no shared cache": LocMemCache("limits", {}),
    }
    monkeypatch.setattr(limits, "caches", {"default": given[request.param]})
    return request.param


def test_the_third_knock_of_two_waits_until_the_hour_is_over(db, counted_in):
    waits = [limits.wait_seconds("tests", "ada", TWICE) for _ in range(4)]

    assert waits[:2] == [0, 0]
    assert 0 < waits[2] <= 3600
    assert waits[3] > 0
    assert Attempts.objects.exists() == (counted_in != "shared cache")


def test_one_persons_knocks_are_nobody_elses(db, counted_in):
    for _ in range(3):
        limits.wait_seconds("tests", "ada", TWICE)

    assert limits.wait_seconds("tests", "bo", TWICE) == 0
    assert limits.wait_seconds("others", "ada", TWICE) == 0


def test_who_is_too_quick_for_a_minute_does_not_lose_the_day(db, counted_in):
    both = [Limit(2, 86400), Limit(3, 86401)]
    for _ in range(20):
        limits.wait_seconds("tests", "ada", both)

    assert limits.wait_seconds("tests", "ada", both[:1]) > 0
    assert limits.wait_seconds("tests", "ada", both[1:]) == 0


def test_the_table_names_nobody(db, monkeypatch):
    monkeypatch.setattr(limits, "caches", {"default": SharedCache(is_away=True)})
    limits.wait_seconds("tests", "ada@example.org", TWICE)

    assert "ada" not in Attempts.objects.get().key


def test_counts_of_before_are_deleted(db):
    now = timezone.now()
    Attempts.objects.create(key="a", ends_at=now - timedelta(seconds=1))
    Attempts.objects.create(key="b", ends_at=now + timedelta(hours=1))

    purging.purge_old()

    assert [attempts.key for attempts in Attempts.objects.all()] == ["b"]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
    ],
)
def test_a_network_is_one_line(rf, one, other, are_one):
    networks = {limits.network(rf.get("/", REMOTE_ADDR=ip)) for ip in (one, other)}

    assert len(networks) == (1 if are_one else 2)


def test_a_cache_that_is_away_says_so_to_who_counts():
    away = FailOpenRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {}})

    assert away.count([Counted("key", 1, 60)]) is None


def test_redis_counts_each_up_to_the_first_that_is_over(redis_server):
    wanted = brokers.caches(redis_server.url)["default"]
    shared = FailOpenRedisCache(wanted["LOCATION"], wanted)
    minute, day = Counted("minute", 1, 60), Counted("day", 2, 86400)

    assert [shared.count([minute, day]) for _ in range(3)] == [2, 0, 0]
    # What the minute refused was not counted for the day.
    assert [shared.count([day]) for _ in range(2)] == [1, 0]
    left = shared._cache.get_client().ttl(shared.make_and_validate_key("minute"))
    assert 0 < left <= 60


def test_of_several_limits_the_first_that_says_no_is_the_last_that_counts(
    db, counted_in
):
    asked = [("networks", "one", TWICE), ("tests", "ada", [Limit(3, 3600)])]
    waits = [limits.wait_of_all(asked) > 0 for _ in range(4)]

    assert waits == [False, False, True, True]
    # Two of three are counted: the network said no before the third.
    assert limits.wait_seconds("tests", "ada", [Limit(3, 3600)]) == 0
