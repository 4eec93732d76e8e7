from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Register with the hooks of the apps below."""
        from comments import attributing, belonging, naming, signers, waiting

        naming.register()
        waiting.offer()
        signers.offer()
        belonging.register()
        attributing.register()
