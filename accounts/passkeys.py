"""Passkeys: a reader's way in beside the code, made and used in the browser.

For a reader a passkey is a door of its own. It never becomes a second lock on the other
door: who loses the device still comes in by a code. Staff have that lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode

from accounts.home import letters
from accounts.models import Merger, Profile, User
from accounts.staff import passkeys as site

MOST = 20
LONGEST_NAME = 60
WEBAUTHN = Authenticator.Type.WEBAUTHN


class Factors(site.Adapter):
    """What counts as a second factor, for readers and for staff."""

    def is_mfa_enabled(self, user: Any, types: list[str] | None = None) -> bool:
        """A reader's passkey is asked for by nobody who came in by a code."""
        if getattr(user, "is_staff", False):
            return bool(super().is_mfa_enabled(user, types=types))
        wanted = set(types or Authenticator.Type.values) - {WEBAUTHN}
        return bool(super().is_mfa_enabled(user, types=list(wanted)))


class SignInForm(LoginWebAuthnForm):
    """The answer of a passkey at the door."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        with _refused(_("This passkey opens no account here.")):
            auth.parse_authentication_response(credential)
            return auth.complete_authentication(_holder(credential), credential)


def _holder(credential: dict[str, Any]) -> User:
    """Whose passkey this is; never one of the staff, who have a door of their own."""
    named = _named_by(credential)
    merged = Merger.objects.filter(other_id=named).exclude(done_at=None).first()
    pk = merged.user_id if merged else named
    user = User.objects.filter(pk=pk, is_staff=False, is_active=True).first()
    if user is None:
        raise ValidationError(_("This passkey opens no account here."))
    return user


def _named_by(credential: dict[str, Any]) -> int:
    handle = websafe_decode(credential["response"]["userHandle"])
    return int(url_str_to_user_pk(handle.decode()))


@contextmanager
def _refused(words: str) -> Iterator[None]:
    """Nonsense in the place of what a device made is a mistake to be told of."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ValidationError(words) from error


def of(user: User) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=user, type=WEBAUTHN
    )
    return found.order_by("created_at")


def begin(user: User) -> dict[str, Any]:
    """What the browser is asked to make a passkey from; kept in the session too."""
    options: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return options


@transaction.atomic
def add(user: User, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep the passkey that the browser made. Raises ValidationError."""
    with _refused(_("Your browser made no passkey. Please try once more.")):
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    if not made.is_user_verified():
        raise ValidationError(_("Your device did not check that it is you."))
    if of(user).count() >= MOST:
        raise ValidationError(_("Remove a passkey first: you have too many."))
    passkey: Authenticator = auth.WebAuthn.add(user, name, credential).instance
    letters.post(letters.PASSKEY_ADDED, user.pk, user.email)
    return passkey


def rename(passkey: Authenticator, name: str) -> None:
    passkey.data = passkey.data | {"name": name}
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove(user: User, passkey: Authenticator) -> None:
    passkey.delete()
    letters.post(letters.PASSKEY_REMOVED, user.pk, user.email)


def should_be_offered(user: User) -> bool:
    """Whether to speak of passkeys: not to who has one, or closed the line before."""
    if of(user).exists():
        return False
    profile = Profile.objects.filter(user=user).first()
    return profile is None or profile.passkey_line_closed_at is None


def offer_no_more(user: User) -> None:
    closed = {"passkey_line_closed_at": timezone.now()}
    Profile.objects.update_or_create(user=user, defaults=closed)
