from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from campaigns import panels
        from config import health
        from petitions import cards, counting, letters

        panels.register(
            of_phase=cards.of_phase,
            of_campaign=cards.without_phase,
            on_home=cards.running,
        )
        health.watch_queue("counts", counting.oldest_change_seconds)
        health.watch_queue("signatures", letters.oldest_due_seconds)
