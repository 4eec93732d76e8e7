"""Ending an account: at once to the eye, for good after fourteen days.

Until then its row waits, nobody is signed in to it, and whoever proves to be its reader
is asked whether to keep it.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.home import belongings, devices, letters
from accounts.models import Leaving, User

logger = logging.getLogger(__name__)

SESSION_KEY = "account_that_ends"
ASKED_FOR_SECONDS = 900


# What else ends with an account, as a sentence for this reader; "" if nothing does.
Consequence = Callable[[User], str]
_consequences: list[Consequence] = []


def consequences(told: Consequence) -> None:
    """Have the page that asks whether to leave say this too."""
    _consequences.append(told)


def all_consequences(user: User) -> list[str]:
    return [words for told in _consequences if (words := told(user))]


class OfStaff(Exception):
    """An account of the newsroom's staff is ended by its owners."""


@transaction.atomic
def leave(user: User, *, keeps_signatures: bool) -> Leaving:
    """Close the account, and send the letter with which it can be kept."""
    if user.is_staff:
        raise OfStaff
    now = timezone.now()
    leaving, _is_new = Leaving.objects.get_or_create(
        user=user,
        defaults={
            "keeps_signatures": keeps_signatures,
            "asked_at": now,
            "ends_at": now + Leaving.UNDO_LIFE,
        },
    )
    devices.end_all(user)
    letters.post(letters.LEAVING, leaving.pk, user.email)
    logger.info("Person %s leaves", user.pk)
    return leaving


def of(user: User) -> Leaving | None:
    """How this reader is leaving; None for all who stay."""
    return Leaving.objects.filter(user=user).first()


def keeps_signatures(user: User) -> bool:
    """Whether the signatures of a reader who leaves go on counting, without a name."""
    leaving = of(user)
    return leaving is not None and leaving.keeps_signatures


@transaction.atomic
def stay(leaving: Leaving) -> None:
    """Take it back: everything is as it was."""
    letters.forget_leaving(leaving)
    leaving.delete()
    logger.info("Person %s stays", leaving.user_id)


def ask_instead_of_signing_in(request: HttpRequest, user: User) -> HttpResponse | None:
    """Where a reader who leaves is taken when they come through any door.

    They have proved who they are; the session remembers that, and nobody is signed in.
    """
    if of(user) is None:
        return None
    request.session[SESSION_KEY] = [user.pk, timezone.now().timestamp()]
    return redirect("home:keep")


def waiting_at_the_door(request: HttpRequest) -> Leaving | None:
    """The account that whoever sits here has proved to be theirs and is leaving.

    For a few minutes: who walks away from a shared computer has not signed in there.
    """
    pk, proved_at = request.session.get(SESSION_KEY, (None, 0))
    if pk is None or timezone.now().timestamp() > proved_at + ASKED_FOR_SECONDS:
        return None
    still = Leaving.objects.filter(user_id=pk, ends_at__gt=timezone.now())
    return still.select_related("user").first()


def erase_due() -> int:
    """Erase the accounts whose time is up; returns how many.

    One at a time, each in a transaction of its own: a worker that dies, or an account
    that cannot be erased, holds up none of the others.
    """
    due = Leaving.objects.filter(ends_at__lte=timezone.now()).order_by("ends_at")
    return sum(_erase(pk) for pk in list(due.values_list("pk", flat=True)))


def _erase(pk: int) -> bool:
    try:
        with transaction.atomic():
            return _erase_locked(pk)
    except Exception:
        logger.exception("Leaving %s could not be finished", pk)
        return False


def _erase_locked(pk: int) -> bool:
    rows = Leaving.objects.select_for_update(skip_locked=True, of=("self",))
    leaving = rows.filter(pk=pk, ends_at__lte=timezone.now()).first()
    if leaving is None:
        return False
    user = leaving.user
    user_id = user.pk
    belongings.erase(user)
    letters.forget_leaving(leaving)
    user.delete()
    logger.info("Erased person %s", user_id)
    return True
