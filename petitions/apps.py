from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from branding.design import specimens as design
        from campaigns import ending, newsletter, panels
        from config import desk_lines, health
        from petitions import (
            anonymising,
            attaching,
            belonging,
            calls,
            cards,
            corrections,
            counting,
            documents,
            embedding,
            letters,
            proving,
            renewal_letters,
            renewing,
            roles,
            signing_as_reader,
            sitemaps,
            specimens,
            structured_data,
            taking_down,
            withdrawing,
        )

        roles.register()
        design.register(specimens)
        desk_lines.add(anonymising.lines)
        desk_lines.add(proving.lines)
        panels.register(
            of_phase=cards.of_phase,
            of_campaign=cards.without_phase,
            on_home=cards.running,
            in_archive=cards.in_archive,
        )
        calls.offer()
        corrections.offer()
        ending.hear(renewing.end_with)
        newsletter.on_stop(withdrawing.stop_letters, letters=renewal_letters.SUBSCRIBER)
        embedding.register()
        attaching.listen()
        signing_as_reader.offer()
        health.watch_queue("counts", counting.oldest_change_seconds)
        health.watch_queue("signatures", letters.oldest_due_seconds)
        health.watch_number(
            "clarion_counts_wrong",
            "Petitions whose count was wrong in its last proof",
            lambda: proving.wrong().count(),
        )
        belonging.register()
        structured_data.register()
        sitemaps.register()
        documents.register()
        taking_down.register()
