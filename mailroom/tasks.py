"""Doors for the worker; the work is in `delivery`."""

from celery import shared_task

from mailroom import delivery, purging


@shared_task
def send_letters() -> None:
    delivery.send_due()


@shared_task
def purge_letters() -> None:
    purging.purge_old()
