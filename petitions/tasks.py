"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task
from django.conf import settings

from petitions import (
    anonymising,
    corrections,
    counting,
    drafting,
    letters,
    proving,
    publishing,
    purging,
    removing,
    renewal_letters,
    renewing,
    social_cards,
)
from petitions.exporting import keeping, making


@shared_task
def write_letters() -> None:
    letters.write_due()


@shared_task
def write_corrections() -> None:
    corrections.write_due()


@shared_task
def drain_counts() -> None:
    counting.drain()


@shared_task
def prove_counts() -> None:
    proving.prove_due()


@shared_task
def close_due() -> None:
    publishing.close_due()


@shared_task
def draft_timeline() -> None:
    drafting.draft_due()


@shared_task
def write_renewal_letters() -> None:
    renewal_letters.write_due()


@shared_task
def settle_renewals() -> None:
    renewing.settle_due()


@shared_task
def draw_cards() -> None:
    social_cards.draw_due()


@shared_task
def anonymise_ended() -> None:
    anonymising.anonymise_due()


@shared_task
def carry_out_removals() -> None:
    removing.carry_out()


@shared_task
def purge_signatures() -> None:
    purging.purge_signatures()


# The row and its lease say who makes a spreadsheet, so the message is done with as soon
# as it is read: nothing comes back while a long one is being made.
@shared_task(
    acks_late=False,
    soft_time_limit=settings.LONGEST_EXPORT_SECONDS,
    time_limit=settings.LONGEST_EXPORT_SECONDS + 60,
)
def make_spreadsheets() -> None:
    making.make_next()


@shared_task
def delete_spreadsheets() -> None:
    keeping.delete_old()
