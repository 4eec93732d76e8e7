"""Doors for the worker. Each finds its work in the database and may run twice."""

from celery import shared_task

from campaigns import corrections, publishing, purging, search
from campaigns.body import gathering
from campaigns.pictures import making


@shared_task
def publish_stories() -> None:
    publishing.publish_due()
    corrections.announce_due()


@shared_task
def purge_subscriptions() -> None:
    purging.purge_subscriptions()


@shared_task
def make_renditions() -> None:
    making.make_missing()


@shared_task
def drop_stray_pictures() -> None:
    gathering.drop_strays()


@shared_task
def reindex() -> None:
    search.reindex()
