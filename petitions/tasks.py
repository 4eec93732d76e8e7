"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from petitions import counting, letters, publishing, purging


@shared_task
def write_letters() -> None:
    letters.write_due()


@shared_task
def drain_counts() -> None:
    counting.drain()


@shared_task
def close_due() -> None:
    publishing.close_due()


@shared_task
def purge_signatures() -> None:
    purging.purge_signatures()
