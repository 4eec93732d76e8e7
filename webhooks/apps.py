from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from config import health
        from webhooks import checks, delivery, roles  # noqa: F401 (it registers itself)

        roles.register()
        health.watch_queue("webhooks", delivery.oldest_due_seconds)
