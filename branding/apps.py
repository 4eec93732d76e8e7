from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrandingConfig(AppConfig):
    name = "branding"
    verbose_name = _("Look of the site")

    def ready(self) -> None:
        """Tell every template, and have a file that cannot be read stop the start."""
        from accounts.roles import OWNER, grant
        from branding import known
        from branding.design import own, specimens
        from config import context

        known.keep(known.from_environment(), (), 0)
        grant(OWNER, *(f"branding.{verb}_look" for verb in ("add", "change", "view")))
        grant(
            OWNER,
            *(f"branding.{verb}_legaltext" for verb in ("add", "change", "view")),
            "branding.delete_legaltext",
        )
        context.tell(known.told)
        specimens.register(own)
