"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from accounts import pending, purging
from accounts.home import leaving


@shared_task
def purge_accounts() -> None:
    purging.purge_old()


@shared_task
def purge_pending() -> None:
    pending.purge()


@shared_task
def erase_accounts() -> None:
    leaving.erase_due()
