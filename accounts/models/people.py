from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mailroom import addresses

# What follows the key of a person whose mailbox is another's too; see `User.email_key`.
DOUBLE = "#"


def key_of(email: str) -> str:
    """Whose mailbox an address is, however it is spelt.

    An address that no letter reaches keeps its own letters, behind a space: no mailbox
    has such a key, so no look-alike of an address can pass for it (CVE-2019-19844).
    """
    try:
        return addresses.parse(email).canonical
    except addresses.AddressRefused:
        return f" {email.strip()}"


class UserManager(BaseUserManager["User"]):
    """People are known by their mail address; there are no user names."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def of_address(self, address: addresses.Address) -> User | None:
        """The person whose mailbox this is, by whatever spelling."""
        return self.filter(email_key=address.canonical).first()

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A reader with an account, or a member of the newsroom's staff."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("email address"), max_length=254, unique=True)
    # The canonical form of the address: two spellings of one mailbox are one person.
    # Where there were two before this was kept, the second one's ends in "#" and its
    # number: it goes on as it was, and a code for the mailbox opens the first.
    email_key = models.CharField(max_length=300, unique=True, editable=False)
    display_name = models.CharField(_("name shown"), max_length=100, blank=True)
    # Counts how often everything that was signed in was ended at once.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email")
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    def clean(self) -> None:
        super().clean()
        others = User.objects.filter(email_key=key_of(self.email)).exclude(pk=self.pk)
        if others.exists() and not self._is_double:
            raise ValidationError(
                {"email": _("Somebody else has this mailbox, perhaps spelt otherwise.")}
            )

    def save(
        self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any
    ) -> None:
        """Save, and keep the key in step with the address."""
        if update_fields is None or "email" in update_fields:
            self.email_key = self.email_key if self._is_double else key_of(self.email)
            update_fields = update_fields and {*update_fields, "email_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def is_reader(self) -> bool:
        """Whether this person comes in by the readers' door."""
        return self.is_active and not self.is_staff and not self.is_superuser

    @property
    def _is_double(self) -> bool:
        return self.email_key == f"{key_of(self.email)}{DOUBLE}{self.pk}"

    def end_sessions(self) -> None:
        """Sign this person out everywhere, with the next request of each browser.

        A browser that is to stay needs `update_session_auth_hash` afterwards.
        """
        User.objects.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, which a new password changes; so does the next epoch."""
        if not self.session_epoch:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        return salted_hmac(
            "accounts.User.session",
            f"{self.password}{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name or self.email
