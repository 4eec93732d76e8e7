"""Is the process up, can it work, and how is it doing."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from redis import Redis
from redis.exceptions import RedisError

from config import turned_away

QueueAge = Callable[[], float]
Number = Callable[[], float]
_queues: dict[str, QueueAge] = {}
_numbers: dict[str, tuple[str, Number]] = {}


def watch_queue(name: str, age_seconds: QueueAge) -> None:
    """Register a queue: `age_seconds` gives the age of its oldest waiting row."""
    _queues[name] = age_seconds


def watch_number(name: str, what: str, number: Number) -> None:
    """Register a gauge of an app's own; `number` is asked each time somebody looks."""
    _numbers[name] = (what, number)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database works; the broker and the queues are told beside it.

    A broker that is away only delays, so it does not make the site unready.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ages = _queue_ages()
    except DatabaseError:
        return JsonResponse({"database": "away", "broker": _broker()}, status=503)
    return JsonResponse(
        {"database": "ok", "broker": _broker(), "queue_age_seconds": ages}
    )


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus: the age of each queue in seconds, the broker, who was sent off."""
    registry = CollectorRegistry()
    registry.register(_Collector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Collector:
    def collect(self) -> list[GaugeMetricFamily]:
        age = GaugeMetricFamily(
            "clarion_queue_age_seconds",
            "Age of the oldest waiting row",
            labels=["queue"],
        )
        for name, seconds in _queue_ages().items():
            age.add_metric([name], seconds)
        up = GaugeMetricFamily("clarion_broker_up", "1 when the broker answers")
        up.add_metric([], 1.0 if _broker() != "away" else 0.0)
        strain = turned_away.lately()
        busy = GaugeMetricFamily(
            "clarion_turned_away_lately", "Requests told that the site is busy"
        )
        busy.add_metric([], strain.times if strain else 0)
        return [age, up, busy, *_own_gauges()]


def _own_gauges() -> Iterator[GaugeMetricFamily]:
    for name, (what, number) in _numbers.items():
        gauge = GaugeMetricFamily(name, what)
        gauge.add_metric([], number())
        yield gauge


def _queue_ages() -> dict[str, float]:
    return {name: round(age(), 1) for name, age in _queues.items()}


def _broker() -> str:
    if not settings.REDIS_URL:
        return "files"
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
        ) as broker:
            broker.ping()
    except (RedisError, OSError):
        return "away"
    return "ok"
