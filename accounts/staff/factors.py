"""The second step of the staff's door, and the only place that asks allauth for it.

A passkey is made and used with the person's own proof (finger, face or PIN), so it is
two factors in one. An authenticator app or a recovery code is one, after the password.
"""

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import DeskSession, User

Type = Authenticator.Type
OpenedBy = DeskSession.OpenedBy
OPENED_BY = {Type.TOTP: OpenedBy.APP, Type.RECOVERY_CODES: OpenedBy.RECOVERY_CODE}
STEPS = [Type.WEBAUTHN, Type.TOTP]
_is_added_here: ContextVar[bool] = ContextVar("is_added_here", default=False)


class NotProven(Exception):
    """What was shown is no second step of this person."""


def of(person: User) -> list[Authenticator]:
    """A person's second steps, without the recovery codes that belong to them."""
    found = Authenticator.objects.filter(user=person, type__in=STEPS)
    return list(found.order_by("created_at"))


def has_any(person: User) -> bool:
    return bool(Authenticator.objects.filter(user=person, type__in=STEPS).exists())


def takes_codes(person: User) -> bool:
    """Whether a typed code can be a second step: of an app, or for recovery."""
    rows = Authenticator.objects.filter(user=person).exclude(type=Type.WEBAUTHN)
    return bool(rows.exists())


# Proving


def ask_for_passkey() -> dict[str, Any]:
    """What a browser needs to ask for a passkey of this site, whosoever it is."""
    return dict(webauthn.begin_authentication()["publicKey"])


def person_with_passkey(credential: str) -> User:
    """Whose passkey answered. Raises NotProven."""
    try:
        shown = json.loads(credential)
        webauthn.parse_authentication_response(shown)
        person = webauthn.extract_user_from_response(shown)
        used = webauthn.complete_authentication(person, shown)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise NotProven from None
    _note_use(used)
    return cast(User, person)


def check_code(person: User, code: str) -> str:
    """How a typed code proves the person. Raises NotProven."""
    code = "".join(code.split())
    rows = Authenticator.objects.filter(user=person).exclude(type=Type.WEBAUTHN)
    for row in rows:
        if row.wrap().validate_code(code):
            _note_use(row)
            return OPENED_BY[row.type]
    raise NotProven


def _note_use(row: Authenticator) -> None:
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())


# Enrolling


def ask_for_new_passkey(person: User) -> dict[str, Any]:
    """What a browser needs to make a passkey that is two factors in one."""
    return dict(webauthn.begin_registration(person, passwordless=True)["publicKey"])


def read_new_passkey(credential: str) -> dict[str, Any]:
    """A passkey that a browser made just now, proven. Raises NotProven."""
    try:
        made: dict[str, Any] = json.loads(credential)
        webauthn.parse_registration_response(made)
        binding = webauthn.complete_registration(made)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise NotProven from None
    if not binding.is_user_verified():
        raise NotProven
    return made


def add_passkey(person: User, name: str, made: dict[str, Any]) -> None:
    with _adding():
        webauthn.WebAuthn.add(person, name, made)


def new_app_secret(*, anew: bool) -> str:
    """The secret that an app is to hold; kept in the session until it is proven."""
    return str(totp.get_totp_secret(regenerate=anew))


def app_address(person: User, secret: str) -> str:
    return str(get_adapter().build_totp_url(person, secret))


def app_picture(address: str) -> str:
    """The address as an SVG to be photographed."""
    return str(get_adapter().build_totp_svg(address))


def is_code_of(secret: str, code: str) -> bool:
    return bool(totp.validate_totp_code(secret, "".join(code.split())))


def add_app(request: HttpRequest, person: User, secret: str) -> None:
    """One app for each person: a new one takes the place of the old."""
    Authenticator.objects.filter(user=person, type=Type.TOTP).delete()
    with _adding():
        totp.TOTP.activate(person, secret)
    totp.clear_totp_secret(request)


def new_recovery_codes(person: User) -> list[str]:
    """Fresh ones; those of before stop working."""
    Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).delete()
    with _adding():
        return list(RecoveryCodes.activate(person).generate_codes())


def recovery_codes_left(person: User) -> int:
    row = Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def remove(person: User, pk: int) -> str:
    """Take one second step away, never the last; its name, "" when it stays."""
    mine = of(person)
    chosen = next((row for row in mine if row.pk == pk), None)
    if chosen is None or len(mine) < 2:
        return ""
    name = name_of(chosen)
    chosen.delete()
    return name


def forget_all(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()


def name_of(row: Authenticator) -> str:
    if row.type == Type.WEBAUTHN:
        return str(row.wrap().name)
    return str(OpenedBy.APP.label)


# Nowhere else


@contextlib.contextmanager
def _adding() -> Iterator[None]:
    token = _is_added_here.set(True)
    try:
        yield
    finally:
        _is_added_here.reset(token)


def refuse_elsewhere(instance: Authenticator, **kwargs: Any) -> None:
    """Have no other page give a second step to staff, such as those of readers.

    A thief with a password and a session of somewhere else would make one of his own.
    """
    if instance.pk is None and instance.user.is_staff and not _is_added_here.get():
        raise PermissionDenied
