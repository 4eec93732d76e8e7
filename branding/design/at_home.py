"""The reader's home in every state: its parts, and the pages behind them.

They are drawn here because `accounts`, whose they are, lies below this app.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import QueryDict

from accounts.home.devices import Device
from accounts.home.forms import AddressForm, CodesForm, LeaveForm
from accounts.models import Leaving
from branding.design.specimens import Specimen

_AT = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)
_SENT_TO = {"own": "marit@example.org", "other": "new@example.org"}


class _Thing:
    """Something with these properties, and perhaps a name."""

    def __init__(self, name: str = "", **properties: Any) -> None:
        self.name = name
        self.__dict__.update(properties)

    def __str__(self) -> str:
        return self.name


_READER = _Thing(email="marit@example.org", display_name="Marit Olsen", is_staff=False)
_NAMELESS = _Thing(email="marit@example.org", display_name="", is_staff=False)
_STAFF = _Thing(email="bo@example.org", display_name="Bo Lind", is_staff=True)
_PROFILE = _Thing(is_public=True, public_id="0198c1d0-7d5e-7000-8000-000000000001")
_LEAVING = _Thing(ends_at=_AT + timedelta(days=14))
_PASSKEYS = [
    _Thing("my phone", pk=1, created_at=_AT, last_used_at=_AT),
    _Thing("work laptop", pk=2, created_at=_AT, last_used_at=None),
]
_DEVICES = [
    Device(1, "Firefox on Windows", "203.0.113.*", _AT, is_this_one=True),
    Device(2, "Safari on iPhone", "", _AT, is_this_one=False),
]
_DOOR = _Thing("Google", url="/")


def parts() -> list[Specimen]:
    return [*_who(), *_ways_in(), *_rest()]


def _part(name: str, state: str, **told: Any) -> Specimen:
    told = {"user": _READER} | told
    return Specimen(f"accounts/home/_{name}.html", state, told)


def _who() -> list[Specimen]:
    others = ["m.olsen@example.com"]
    return [
        _part("name", "a name and a public page", profile=_PROFILE),
        _part("name", "no name yet", user=_NAMELESS, profile=None),
        _part("address", "one address"),
        _part(
            "address", "two, and no letters wanted", others=others, gets_no_letters=1
        ),
        _part("address", "of one of the staff", user=_STAFF),
    ]


def _ways_in() -> list[Specimen]:
    connected = [_Thing("Apple", pk=1)]
    return [
        _part("passkeys", "none yet", passkeys=[]),
        _part("passkeys", "two", passkeys=_PASSKEYS),
        _part("passkeys", "of one of the staff", passkeys=_PASSKEYS, user=_STAFF),
        _part("password", "none", has_password=False),
        _part("password", "one", has_password=True),
        _part("ways_in", "one connected, one free", connected=connected, free=[_DOOR]),
    ]


def _rest() -> list[Specimen]:
    told = {"button": "Change the address", "again": "/"}
    empty, sent = CodesForm(sent_to=_SENT_TO), _sent(CodesForm, sent_to=_SENT_TO)
    return [
        _part("devices", "this one alone", devices=_DEVICES[:1]),
        _part("devices", "two", devices=_DEVICES),
        _part("account", "what is kept, and the end"),
        _part("account", "of one of the staff", user=_STAFF),
        _part("codes", "two codes", form=empty, **told),
        _part("codes", "sent empty", form=sent, **told),
    ]


def pages() -> list[Specimen]:
    return [*_changing(), *_ending(), *_refusing()]


def _page(name: str, state: str, **told: Any) -> Specimen:
    told = {"user": _READER} | told
    return Specimen(f"accounts/home/{name}.html", state, told)


def _changing() -> list[Specimen]:
    two = {"own": "m***@example.org", "other": "n***@example.org"}
    return [
        _page("address", "a new address, sent empty", form=_sent(AddressForm)),
        _page("address_undo", "from the letter", own=two["own"], new=two["other"]),
        _page("address_undone", "done"),
        _page("address_taken", "too late for that"),
        _page("merge", "another account", form=AddressForm(auto_id="merge_%s")),
        _page("merge_sure", "asked once more", **two),
        _page("passkey_remove", "asked once more", passkey="my phone"),
        _page("password_remove", "asked once more"),
    ]


def _ending() -> list[Specimen]:
    days = Leaving.UNDO_LIFE.days
    return [
        _page("leave", "before an account ends", form=LeaveForm(), days=days),
        _page("left", "closed", leaving=_LEAVING),
        _page("keep", "who comes back meanwhile", leaving=_LEAVING),
        _page("kept", "a change of mind"),
    ]


def _refusing() -> list[Specimen]:
    return [
        _page("too_often", "429, letters"),
        _page("download_too_soon", "429, downloads"),
        _page("link_ended", "410, a link of a letter"),
        _page("staff", "403, one of the staff"),
    ]


def _sent(form: Any, **more: Any) -> Any:
    """A form that was sent empty."""
    return form(QueryDict(), **more)
