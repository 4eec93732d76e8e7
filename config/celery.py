"""The Celery app: every message is a doorbell, never the only copy of anything.

Work is found in the database. The scheduler rings every second or so; a ring that
is lost costs that second and nothing else.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("clarion")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
