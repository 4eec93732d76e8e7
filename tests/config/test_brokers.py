"""REDIS_URL for the broker, CACHE_URL for the cache, and what serves without."""

from pathlib import Path

import pytest
from kombu import Connection
from redis import Redis

from config import brokers
from config.caching import FailOpenRedisCache

SOCKET = "unix:///var/lib/clarion/redis.sock"


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("", "filesystem://"),
        ("redis://cache:6379", "redis://cache:6379"),
        ("rediss://user:secret@cache:6379", "rediss://user:secret@cache:6379"),
        (SOCKET, "redis+socket:///var/lib/clarion/redis.sock"),
    ],
)
def test_the_broker_is_spelt_as_celery_spells_it(redis_url, broker_url):
    assert brokers.broker_url(redis_url) == broker_url


def test_broker_and_cache_share_one_redis_in_two_databases(redis_server, tmp_path):
    options = brokers.transport_options(redis_server.url, tmp_path)
    broker = Connection(brokers.broker_url(redis_server.url), transport_options=options)
    with broker as sender:
        sender.SimpleQueue("bell").put("ring")
    wanted = brokers.caches(redis_server.url)["default"]
    FailOpenRedisCache(wanted["LOCATION"], wanted).set("page", "bytes")

    with Redis(unix_socket_path=str(redis_server.socket)) as redis:
        assert redis.exists("bell")
        assert not list(redis.scan_iter("*page*"))
        redis.select(1)
        assert list(redis.scan_iter("*page*"))


@pytest.mark.parametrize(
    ("redis_url", "location"),
    [
        ("redis://cache:6379", "redis://cache:6379/1"),
        ("redis://cache:6379/0", "redis://cache:6379/1"),
        ("rediss://user:secret@cache:6379/4", "rediss://user:secret@cache:6379/5"),
        ("unix:///var/redis.sock", "unix:///var/redis.sock?db=1"),
        ("unix:///var/redis.sock?db=2", "unix:///var/redis.sock?db=3"),
    ],
)
def test_the_cache_has_the_database_after_the_brokers(redis_url, location):
    assert brokers.caches(redis_url)["default"]["LOCATION"] == location


@pytest.mark.parametrize("redis_url", ["", "redis://broker:6379/0"])
def test_a_cache_with_a_server_of_its_own_is_used_as_it_is_named(redis_url):
    wanted = brokers.caches(redis_url, "redis://cache:6379/0")["default"]

    assert wanted["LOCATION"] == "redis://cache:6379/0"


def test_a_cache_that_hangs_costs_no_reader_a_second():
    options = brokers.caches("redis://cache:6379")["default"]["OPTIONS"]

    assert options["socket_timeout"] < 1
    assert options["socket_connect_timeout"] < 1


def test_without_redis_the_cache_is_the_processs_memory():
    assert "OneProcessCache" in brokers.caches("")["default"]["BACKEND"]


def test_a_lost_task_comes_back_later_than_any_task_may_take(settings):
    options = brokers.transport_options("redis://cache:6379", Path("/nowhere"))

    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_messages_through_files_pass_from_one_process_to_another(tmp_path):
    options = brokers.transport_options("", tmp_path)

    with Connection(brokers.broker_url(""), transport_options=options) as sender:
        sender.SimpleQueue("bell").put("ring")
    with Connection(brokers.broker_url(""), transport_options=options) as receiver:
        message = receiver.SimpleQueue("bell").get(timeout=5)

    assert message.payload == "ring"
