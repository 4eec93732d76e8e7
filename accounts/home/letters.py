"""The letters of the reader's home: codes, warnings, and links that undo.

All are written on one sheet (`emails/accounts/letter`); what differs is its words.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.home import proofs
from accounts.models import AddressChange, Leaving, Merger, User
from accounts.models.changes import TwoCodes
from mailroom import outbox
from mailroom.addresses import masked
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

CHANGE_OWN, CHANGE_OTHER = "accounts.change_own", "accounts.change_other"
CHANGE_TAKEN, CHANGE_DONE = "accounts.change_taken", "accounts.change_done"
MERGE_OWN, MERGE_OTHER = "accounts.merge_own", "accounts.merge_other"
MERGE_NONE = "accounts.merge_none"
MERGED = ("accounts.merged_into", "accounts.merged_from")
LEAVING = "accounts.leaving"
PASSKEY_ADDED, PASSKEY_REMOVED = "accounts.passkey_added", "accounts.passkey_removed"
PASSWORD_SET, PASSWORD_REMOVED = "accounts.password_set", "accounts.password_removed"
OF_CHANGES = (CHANGE_OWN, CHANGE_OTHER, CHANGE_TAKEN, CHANGE_DONE)
OF_MERGERS = (MERGE_OWN, MERGE_OTHER, MERGE_NONE, *MERGED)
OF_PEOPLE = (PASSKEY_ADDED, PASSKEY_REMOVED, PASSWORD_SET, PASSWORD_REMOVED)
# A letter about something that has happened is of use for as long as it can be undone.
LIFETIME = timedelta(days=7)


class Words(NamedTuple):
    """What one letter says. `paragraphs` come before the code or the link."""

    subject: str
    paragraphs: tuple[str, ...]
    small: tuple[str, ...] = ()
    action: str = ""
    url: str = ""
    code: str = ""


def post(kind: str, subject_id: int, mail_to: str) -> None:
    """Put a letter in the outbox; its words are made when it leaves.

    Not capped: `asking` limits those that anybody could have sent to anybody, and a
    warning that comes ten minutes late is no warning.
    """
    drafted = outbox.draft(
        kind,
        subject_id=subject_id,
        mail_to=mail_to,
        lane=Lane.SECURITY,
        is_capped=False,
        lifetime=LIFETIME,
    )
    outbox.post([drafted])


def forget_leaving(leaving: Leaving) -> None:
    outbox.forget([LEAVING], [leaving.pk])


def forget_person(user: User) -> None:
    """Take this reader's address off all letters of the home."""
    outbox.forget(OF_PEOPLE, [user.pk])
    for kinds, model in ((OF_CHANGES, AddressChange), (OF_MERGERS, Merger)):
        rows = model._default_manager.filter(user=user)
        outbox.forget(kinds, rows.values_list("pk", flat=True))


def _writes(
    kind: str, model: type[Model]
) -> Callable[[Callable[[Any], Words]], Callable[[Any], Words]]:
    """Register the words of a kind of letter about rows of a model."""

    def load(ids: Collection[int]) -> Mapping[int, Any]:
        return {row.pk: row for row in model._default_manager.filter(pk__in=ids)}

    def register(words: Callable[[Any], Words]) -> Callable[[Any], Words]:
        writes(kind, load=load)(lambda row: _print(words(row)))
        return words

    return register


def _print(words: Words) -> Written:
    """What may differ from reader to reader is a blank; the rest is printed once."""
    blanks = {"url": words.url, "code": words.code}
    values = words._asdict()
    return from_templates(
        "accounts/letter",
        {name: value for name, value in values.items() if name not in blanks},
        blanks=blanks,
    )


def _url(name: str, *arguments: str) -> str:
    """Built from the configured address only, never from a request's Host."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localdate(moment))


def _code(wish: TwoCodes, whose: str) -> str:
    if not wish.is_live:
        raise NothingToWrite
    return proofs.code(wish, whose)


def _if_not_you() -> str:
    return _(
        "Was it not you? Then give the code to nobody, sign in, and end all other"
        " sessions on your page. Nothing has been changed."
    )


def _stranger() -> str:
    return _("Was it not you? Then there is nothing to do. Give the code to nobody.")


# Another address


@_writes(CHANGE_OWN, AddressChange)
def change_own(change: AddressChange) -> Words:
    new = masked(change.other_email)
    return Words(
        _("Your code to change your address"),
        (
            _("You asked to sign in with another address from now on: %s") % new,
            _("We have sent a code to each of the two addresses. This is the first:"),
        ),
        (_("The code works for one hour."), _if_not_you()),
        code=_code(change, proofs.OWN),
    )


@_writes(CHANGE_OTHER, AddressChange)
def change_other(change: AddressChange) -> Words:
    return Words(
        _("Your code for your new address"),
        (
            _("Somebody, we hope you, wants to sign in here with this address."),
            _("We have sent a code to each of the two addresses. This is the second:"),
        ),
        (_("The code works for one hour."), _stranger()),
        code=_code(change, proofs.OTHER),
    )


@_writes(CHANGE_TAKEN, AddressChange)
def change_taken(change: AddressChange) -> Words:
    return Words(
        _("This address already opens your account"),
        (
            _(
                "Somebody, perhaps you, wanted to use this address for another account"
                " here. It already opens yours, so nothing was changed."
            ),
            _(
                "If both accounts are yours, sign in to one of them and choose “I have"
                " another account”."
            ),
        ),
        (_("Was it not you? Then there is nothing to do."),),
        action=_("Go to your page"),
        url=_url("home:index"),
    )


@_writes(CHANGE_DONE, AddressChange)
def change_done(change: AddressChange) -> Words:
    if not change.can_be_undone or change.done_at is None:
        raise NothingToWrite
    until = _day(change.done_at + AddressChange.UNDO_LIFE)
    new = masked(change.other_email)
    return Words(
        _("Your address was changed"),
        (
            _("Your account now opens with another address: %s") % new,
            _("This address opens it no more. If you wanted that, all is well."),
            _("If not, you can take it back until %s:") % until,
        ),
        (
            _(
                "Taking it back ends all sessions, and removes the password and every"
                " passkey that was added since."
            ),
        ),
        action=_("Take the change back"),
        url=_url("home:address_undo", proofs.token(change)),
    )


# Two accounts into one


@_writes(MERGE_OWN, Merger)
def merge_own(merger: Merger) -> Words:
    other = masked(merger.other_email)
    return Words(
        _("Your code to merge your two accounts"),
        (
            _("You asked to put your other account into this one: %s") % other,
            _("We have sent a code to each of the two addresses. This is the first:"),
        ),
        (_("The code works for one hour."), _if_not_you()),
        code=_code(merger, proofs.OWN),
    )


@_writes(MERGE_OTHER, Merger)
def merge_other(merger: Merger) -> Words:
    return Words(
        _("Your code to merge your two accounts"),
        (
            _(
                "Somebody, we hope you, wants to put the account that this address"
                " opens into another one and close it."
            ),
            _("We have sent a code to each of the two addresses. This is the second:"),
        ),
        (_("The code works for one hour."), _stranger()),
        code=_code(merger, proofs.OTHER),
    )


@_writes(MERGE_NONE, Merger)
def merge_none(merger: Merger) -> Words:
    return Words(
        _("There is nothing to merge"),
        (
            _(
                "Somebody, perhaps you, wanted to put the account that this address"
                " opens into another one. There is no such account that could be"
                " merged, so nothing was changed."
            ),
        ),
        (_("Was it not you? Then there is nothing to do."),),
    )


def _merged(merger: Merger) -> Words:
    return Words(
        _("Your two accounts are one now"),
        (
            _(
                "All that was in your two accounts is in one now. Both addresses open"
                " it; the other account is closed. This cannot be undone."
            ),
        ),
        (_("Was it not you? Then reply to this letter at once."),),
        action=_("Go to your page"),
        url=_url("home:index"),
    )


for _kind in MERGED:
    _writes(_kind, Merger)(_merged)


# Leaving


@_writes(LEAVING, Leaving)
def leaving(row: Leaving) -> Words:
    day = _day(row.ends_at)
    signatures = (
        _("Your signatures will go on counting, without your name.")
        if row.keeps_signatures
        else _("Your signatures will be withdrawn, so the public numbers will fall.")
    )
    return Words(
        _("Your account ends on %s") % day,
        (
            _(
                "You asked us to delete your account. It is closed now, and on %s"
                " everything in it is deleted for good."
            )
            % day,
            signatures,
            _("Until then you can change your mind:"),
        ),
        (_("Was it not you? Then keep the account with the same button."),),
        action=_("Keep my account"),
        url=_url("home:keep_by_link", proofs.token(row)),
    )


# News about the ways in


def _news(subject: str, what: str) -> Words:
    return Words(
        subject,
        (what,),
        (
            _(
                "Was it not you? Then sign in, take it back on your page, and sign out"
                " everywhere else."
            ),
        ),
        action=_("Go to your page"),
        url=_url("home:index"),
    )


@_writes(PASSKEY_ADDED, User)
def passkey_added(user: User) -> Words:
    return _news(
        _("A passkey was added"), _("Your account now opens with a new passkey too.")
    )


@_writes(PASSKEY_REMOVED, User)
def passkey_removed(user: User) -> Words:
    return _news(
        _("A passkey was removed"),
        _("One of your passkeys does not open your account any more."),
    )


@_writes(PASSWORD_SET, User)
def password_set(user: User) -> Words:
    return _news(
        _("Your password was set"),
        _("Your account now opens with a new password. Other devices are signed out."),
    )


@_writes(PASSWORD_REMOVED, User)
def password_removed(user: User) -> Words:
    return _news(
        _("Your password was removed"),
        _("Your account opens without a password: by a code that we send to you."),
    )
