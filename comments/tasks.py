"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from comments import (
    complaining,
    counting,
    deleting,
    folding,
    letters,
    outside,
    recounting,
    telling,
)


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


@shared_task
def ask_checker() -> None:
    outside.ask_waiting()


@shared_task
def fold_months() -> None:
    folding.fold_due()


@shared_task
def purge_moderation() -> None:
    complaining.purge()
    outside.purge()
