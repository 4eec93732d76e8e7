"""The parts of the home that accounts themselves draw; other apps add theirs."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts import passkeys, social
from accounts.home import devices, sections
from accounts.models import Profile, User
from mailroom import addresses, caps


def register() -> None:
    sections.add("name", 40, _name)
    sections.add("address", 50, _address)
    sections.add("passkeys", 60, _passkeys)
    sections.add("password", 65, _password)
    sections.add("ways in", 70, _ways_in)
    sections.add("devices", 80, _devices)
    sections.add("account", 90, _account)


def _name(request: HttpRequest, user: User) -> str:
    profile = Profile.objects.filter(user=user).first()
    return _draw("name", request, {"profile": profile})


def _address(request: HttpRequest, user: User) -> str:
    others = EmailAddress.objects.filter(user=user, verified=True, primary=False)
    about = {
        "others": [row.email for row in others.order_by("pk")],
        "gets_no_letters": _refuses_letters(user),
    }
    return _draw("address", request, about)


def _refuses_letters(user: User) -> bool:
    key = addresses.mailbox_key(addresses.parse(user.email))
    return bool(caps.suppressed([key]))


def _passkeys(request: HttpRequest, user: User) -> str:
    return _draw("passkeys", request, {"passkeys": passkeys.of(user)})


def _password(request: HttpRequest, user: User) -> str:
    return _draw("password", request, {"has_password": user.has_usable_password()})


def _ways_in(request: HttpRequest, user: User) -> str:
    """Doors of other companies: those connected, and those that could be."""
    doors = social.doors()
    connected = [
        {"pk": account.pk, "name": _company(account.provider)}
        for account in SocialAccount.objects.filter(user=user).order_by("pk")
    ]
    taken = {account["name"] for account in connected}
    free = [door for door in doors if door.name not in taken]
    if not connected and not free:
        return ""
    return _draw("ways_in", request, {"connected": connected, "free": free})


def _company(provider: str) -> str:
    """Its name, also after it was taken out of the settings."""
    names = {door.key: door.name for door in social.doors()}
    return names.get(provider) or social.NAMES.get(provider) or _("Another site")


def _devices(request: HttpRequest, user: User) -> str:
    return _draw("devices", request, {"devices": devices.of(request, user)})


def _account(request: HttpRequest, user: User) -> str:
    return _draw("account", request, {})


def _draw(name: str, request: HttpRequest, about: dict[str, object]) -> str:
    return render_to_string(f"accounts/home/_{name}.html", about, request)
