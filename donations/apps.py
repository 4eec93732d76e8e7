from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Money")

    def ready(self) -> None:
        from branding.design import specimens as design
        from campaigns import panels
        from campaigns import structured_data as told_to_machines
        from config import desk_lines, health
        from donations import (
            belonging,
            cards,
            demo,
            documents,
            events,
            giving_as_reader,
            leading,
            own,
            receipts,  # noqa: F401 (writes letters)
            reminding,
            roles,
            sitemaps,
            specimens,
            structured_data,
            watching,
        )
        from donations.gift_aid import belonging as declarations
        from petitions import demo as whole_demo
        from petitions import next_steps

        roles.register()
        design.register(specimens)
        panels.register(
            of_phase=cards.of_phase,
            of_campaign=cards.of_campaign,
            on_home=cards.on_home,
            in_archive=cards.in_archive,
        )
        health.watch_queue("stripe events", events.oldest_due_seconds)
        next_steps.register("donate", leading.next_step)
        told_to_machines.register_ways_to_give(leading.ways_to_give)
        desk_lines.add(reminding.lines)
        desk_lines.add(watching.lines)
        own.listen()
        giving_as_reader.offer()
        belonging.register()
        declarations.register()
        documents.register()
        sitemaps.register()
        structured_data.register()
        whole_demo.also(demo.load)
