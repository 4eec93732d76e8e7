"""Doors for the worker; the work is in `delivery`."""

from celery import shared_task

from webhooks import delivery, purging


@shared_task
def send_webhooks() -> None:
    delivery.send_due()


@shared_task
def purge_webhooks() -> None:
    purging.purge_old()
