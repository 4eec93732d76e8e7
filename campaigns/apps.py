from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        # The writer of its letter registers itself.
        from branding.design import specimens as design
        from campaigns import (
            belonging,
            documents,
            newsletter_letter,  # noqa: F401
            roles,
            specimens,
            structured_data,
            taking_down,
        )
        from campaigns.calls import own

        roles.register()
        design.register(specimens)
        own.offer()
        belonging.register()
        structured_data.describe_our_own()
        documents.register()
        taking_down.register_our_own()
