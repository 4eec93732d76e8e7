from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from branding.design import specimens as design
        from config import health
        from webhooks import checks, delivery, roles, specimens  # noqa: F401 (it registers itself)

        roles.register()
        design.register(specimens)
        health.watch_queue("webhooks", delivery.oldest_due_seconds)
