"""What accounts themselves keep about a reader; see `belongings`."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.home import belongings, devices, letters
from accounts.models import AddressChange, Leaving, Profile, User

Rows = list[dict[str, Any]]
SECRET = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def register() -> None:
    belongings.register("account", _account, _erase_account, _merge_account)
    belongings.register("addresses", _addresses, _nothing, _merge_addresses)
    belongings.register("devices", _devices, _nothing, _merge_devices)
    belongings.register("ways in", _ways_in, _nothing, _merge_ways_in)
    belongings.register("changes of address", _changes, _nothing, _leave_to_the_rest)


def _nothing(user: User) -> None:
    """It ends with the account, by its foreign key."""


def _leave_to_the_rest(into: User, other: User) -> None:
    """`merging` moves what points at an account and has no rule of its own."""


# The account


def _account(user: User) -> Rows:
    profile = Profile.objects.filter(user=user).first()
    leaving = Leaving.objects.filter(user=user).first()
    return [
        {
            "email": user.email,
            "name_shown": user.display_name,
            "about_me": profile.about if profile else "",
            "public_page": bool(profile and profile.is_public),
            "joined_at": user.date_joined,
            "last_signed_in_at": user.last_login,
            "has_password": user.has_usable_password(),
            "ends_at": leaving.ends_at if leaving else None,
        }
    ]


def _erase_account(user: User) -> None:
    """The row itself goes last; here go the letters, which no foreign key leads to."""
    letters.forget_person(user)
    devices.end_all(user)


def _merge_account(into: User, other: User) -> None:
    if not Profile.objects.filter(user=into).exists():
        Profile.objects.filter(user=other).update(user=into)


# Addresses


def _addresses(user: User) -> Rows:
    rows = EmailAddress.objects.filter(user=user)
    return list(rows.order_by("pk").values("email", "verified", "primary"))


def _merge_addresses(into: User, other: User) -> None:
    """Those that were proved open this account from now on; the others are nothing."""
    EmailAddress.objects.filter(user=other, verified=False).delete()
    theirs = EmailAddress.objects.filter(user=other)
    emails = list(theirs.values_list("email", flat=True))
    EmailAddress.objects.filter(user=into, verified=False, email__in=emails).delete()
    theirs.update(user=into, primary=False)


def _changes(user: User) -> Rows:
    rows = AddressChange.objects.filter(user=user).order_by("pk")
    shown = ("former_email", "other_email", "asked_at", "done_at", "undone_at")
    return list(rows.values(*shown))


# Devices and ways in


def _devices(user: User) -> Rows:
    rows = UserSession.objects.filter(user=user).order_by("pk")
    found = rows.values("created_at", "last_seen_at", "ip", "user_agent")
    return [
        {
            "device": devices.name(row["user_agent"]),
            "browser_says": row["user_agent"],
            "network": devices.shown_network(row["ip"]),
            "signed_in_at": row["created_at"],
            "last_seen_at": row["last_seen_at"],
        }
        for row in found
    ]


def _merge_devices(into: User, other: User) -> None:
    """A session names its account inside; those of the other one end."""
    devices.end_all(other)


def _ways_in(user: User) -> Rows:
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    social = SocialAccount.objects.filter(user=user).order_by("pk")
    return [
        {
            "kind": factor.type,
            "name": "" if factor.type in SECRET else factor.data.get("name", ""),
            "added_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }
        for factor in factors
    ] + [
        {
            "kind": account.provider,
            "name": account.uid,
            "added_at": account.date_joined,
            "last_used_at": account.last_login,
            "told_us": account.extra_data,
        }
        for account in social
    ]


def _merge_ways_in(into: User, other: User) -> None:
    """Passkeys move; of authenticator apps and recovery codes a person has one set."""
    if Authenticator.objects.filter(user=into, type__in=SECRET).exists():
        Authenticator.objects.filter(user=other, type__in=SECRET).delete()
