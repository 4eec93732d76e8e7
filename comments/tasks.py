"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from comments import counting, deleting, letters, recounting, telling


@shared_task
def drain_counts() -> None:
    counting.drain()


@shared_task
def purge_deleted() -> None:
    deleting.purge()


@shared_task
def recount() -> None:
    recounting.recount_all()


@shared_task
def tell_followers() -> None:
    telling.tell_all()


@shared_task
def write_notice_letters() -> None:
    letters.write_due()


@shared_task
def purge_notices() -> None:
    letters.purge()
    telling.purge()
