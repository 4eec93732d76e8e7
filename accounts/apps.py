from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from django.db.models.signals import post_migrate, pre_save

        from accounts import roles, verifying
        from accounts.home import devices, own, parts
        from accounts.staff import factors, telling  # noqa: F401 (writes letters)

        verifying.listen()
        own.register()
        parts.register()
        devices.watch()
        post_migrate.connect(roles.carry_out, dispatch_uid="accounts.roles")
        # allauth has no hook for this.
        pre_save.connect(
            factors.refuse_elsewhere, Authenticator, dispatch_uid="accounts.staff"
        )
