from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Money")

    def ready(self) -> None:
        from campaigns import panels, structured_data
        from config import desk_lines, health
        from donations import (  # noqa: F401
            cards,
            demo,
            events,
            leading,
            receipts,
            reminding,
            roles,
            watching,
        )
        from donations.gift_aid import belonging
        from petitions import demo as whole_demo
        from petitions import next_steps

        roles.register()
        panels.register(
            of_phase=cards.of_phase,
            of_campaign=cards.of_campaign,
            on_home=cards.on_home,
            in_archive=cards.in_archive,
        )
        health.watch_queue("stripe events", events.oldest_due_seconds)
        next_steps.register("donate", leading.next_step)
        structured_data.register_ways_to_give(leading.ways_to_give)
        desk_lines.add(reminding.lines)
        desk_lines.add(watching.lines)
        belonging.register()
        whole_demo.also(demo.load)
