"""The Celery app: every message is a doorbell, never the only copy of anything.

Work is found in the database. The scheduler rings every second or so; a ring that
is lost costs that second and nothing else.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("clarion")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# How far the workers' processes stand back where processors are short (nice(1)). What
# they do may wait a second; a reader who presses a button should not.
STEP_BACK = 10


@worker_init.connect
def let_readers_go_first(**kwargs: Any) -> None:
    """The processes that a worker forks do the same."""
    os.nice(STEP_BACK)
