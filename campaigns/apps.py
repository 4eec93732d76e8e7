from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        # The writer of its letter registers itself.
        from campaigns import (
            belonging,
            documents,
            newsletter_letter,  # noqa: F401
            roles,
            structured_data,
            taking_down,
        )
        from campaigns.calls import own

        roles.register()
        own.offer()
        belonging.register()
        structured_data.describe_our_own()
        documents.register()
        taking_down.register_our_own()
