"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from comments import counting, deleting, recounting


@shared_task
def drain_counts() -> None:
    counting.drain()


@shared_task
def purge_deleted() -> None:
    deleting.purge()


@shared_task
def recount() -> None:
    recounting.recount_all()
