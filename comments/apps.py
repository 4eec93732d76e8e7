from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Register with the hooks of the apps below."""
        from accounts import personal
        from branding.design import specimens as design
        from comments import (
            appealing,
            attributing,
            belonging,
            demo,
            joining,
            letters,
            naming,
            notices,
            outside,
            panels,
            profiles,
            roles,
            signers,
            sitemaps,
            specimens,
            telling,
            waiting,
        )
        from config import health
        from petitions import demo as whole_demo

        roles.register()
        design.register(specimens)
        naming.register()
        waiting.offer()
        signers.offer()
        joining.offer()
        appealing.offer()
        outside.listen()
        notices.listen()
        telling.listen()
        personal.tell("forum", notices.bit)
        belonging.register()
        attributing.register()
        panels.register()
        profiles.register()
        sitemaps.register()
        whole_demo.also(demo.load)
        health.watch_queue("followers", telling.oldest_seconds)
        health.watch_queue("notices", letters.oldest_due_seconds)
