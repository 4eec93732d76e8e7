"""Doorbells for the worker: the rows say what is due."""

import logging

from celery import shared_task

from donations import (
    card_testing,
    events,
    forewarning,
    purging,
    reconciling,
    stopping,
    stripe_api,
)
from donations.gift_aid import keeping

logger = logging.getLogger(__name__)


@shared_task
def process_events() -> None:
    while events.process_due():
        pass


@shared_task
def reconcile() -> None:
    if not stripe_api.is_offered():
        return
    try:
        reconciling.reconcile()
    except stripe_api.Away:
        logger.warning("Stripe is away; the books are compared tomorrow")


@shared_task
def forewarn_yearly() -> None:
    forewarning.forewarn_due()


@shared_task
def stop_gifts() -> None:
    stopping.stop_due()


@shared_task
def purge_events() -> None:
    events.purge()


@shared_task
def purge_gift_aid() -> None:
    keeping.purge()


@shared_task
def end_names() -> None:
    purging.end_names()
    card_testing.purge()
