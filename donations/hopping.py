"""The hop to an outside fundraiser: counted, and never held up by the counting."""

import logging
from datetime import UTC, date

from django.db import Error
from django.utils import timezone

from config.connections import run
from donations.models import Channel, HopTally

logger = logging.getLogger(__name__)


def count(channel: Channel, *, came_by: str) -> None:
    """Add one to the day's tally; a database that is away costs the figure, no more."""
    try:
        _add_one(channel.pk, timezone.now().astimezone(UTC).date(), came_by)
    except Error:
        logger.warning("A hop to channel %s was not counted", channel.pk)


def _add_one(channel_id: int, day: date, came_by: str) -> None:
    table = HopTally._meta.db_table
    run(
        f"INSERT INTO {table} (channel_id, day, came_by, count)"  # noqa: S608 (ours)
        " VALUES (%s, %s, %s, 1) ON CONFLICT (channel_id, day, came_by)"
        f" DO UPDATE SET count = {table}.count + 1",
        [channel_id, day, came_by],
    )
