from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailroomConfig(AppConfig):
    name = "mailroom"
    verbose_name = _("Letters")

    def ready(self) -> None:
        from config import health
        from mailroom import delivery

        health.watch_queue("letters", delivery.oldest_due_seconds)
