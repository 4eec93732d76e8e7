"""What somebody pressed while signed out, done once when they come through the door.

An app registers a kind, and the function with which it does the same for a reader who
is signed in. The row waits for two days; whoever comes through the door with its id has
it done, in the update that takes it, so two tabs or two workers cannot do it twice.
"""

import json
import logging
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts import limits, owning
from accounts.models import PendingAction, User
from accounts.models.pending import LIFE, LONGEST_PATH
from accounts.returning import safe_path
from config import batches, shedding
from mailroom.addresses import Address, keyed_hash

logger = logging.getLogger(__name__)

Payload = dict[str, Any]
Perform = Callable[[User, Payload], str]
Words = Callable[[Payload], list[tuple[str, str]]]

SESSION_KEY, ADDRESS_KEY = "pending_actions", "pending_address"
# A reader with many tabs; what an older one pressed is done by the id in its form.
MOST_IN_SESSION = 8
# The longest reason or comment (5,000 letters), whatever its script, and the rest.
LONGEST_PAYLOAD_BYTES = 32 * 1024
BATCH_SIZE = 1000
OF_NETWORK = "presses of a network while signed out"


class Refused(Exception):
    """The rules say no by now. Its words are for the reader, who keeps their text."""


class TooLong(ValueError):
    """More than is kept for somebody whom nobody knows."""


class TooMany(Exception):
    """The network had its share of presses; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Kind(NamedTuple):
    """How an app carries out what was pressed, and what it calls it."""

    perform: Perform
    words: Words
    button: str | Promise


def _text_alone(payload: Payload) -> list[tuple[str, str]]:
    text = str(payload.get("text", ""))
    return [("", text)] if text else []


DO_IT = gettext_lazy("Do it now")
_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    perform: Perform,
    *,
    words: Words = _text_alone,
    button: str | Promise = DO_IT,
) -> None:
    """Let readers press this while signed out.

    `perform` does it as for a reader who is signed in, returns the path to go to ("":
    where they were) and raises Refused. `words` gives what they wrote, each with its
    label, for the page where it can be copied; `button` says what it would do.
    """
    _kinds[kind] = Kind(perform, words, button)


# Keeping


def save(
    request: HttpRequest,
    kind: str,
    payload: Payload,
    back_to: str,
    *,
    typed: Address | None = None,
) -> PendingAction:
    """Keep what was pressed. Raises TooLong and TooMany.

    `typed` is the address beside it, if there was one: who comes through the door with
    it in another browser is taken for the same person.
    """
    network = limits.network(request)
    seconds = limits.first_wait([(OF_NETWORK, network)] if network else [])
    if seconds:
        raise TooMany(seconds)
    if len(json.dumps(payload, ensure_ascii=False).encode()) > LONGEST_PAYLOAD_BYTES:
        raise TooLong
    action = PendingAction.objects.create(
        kind=kind,
        payload=payload,
        back_to=_short_path(back_to),
        typed_key=_typed_key(typed) if typed else "",
        expires_at=timezone.now() + LIFE,
    )
    held = [str(action.pk), *_held(request)][:MOST_IN_SESSION]
    request.session[SESSION_KEY] = held
    if typed:
        request.session[ADDRESS_KEY] = typed.mail_to
    return action


def door(action: PendingAction) -> str:
    """The way to the door, which hands the id on from page to page."""
    query = urlencode({"next": action.back_to, "action": action.pk})
    return f"{reverse('account_request_login_code')}?{query}"


def typed_address(request: HttpRequest) -> str:
    """The address that was typed with the last press, so that the door can show it."""
    return str(request.session.get(ADDRESS_KEY, ""))


def _short_path(raw: str) -> str:
    path = safe_path(raw)
    return path if len(path) <= LONGEST_PATH else "/"


def _typed_key(address: Address) -> str:
    return keyed_hash("pending", address.canonical).hex()


def _held(request: HttpRequest) -> list[str]:
    """The ids that this browser's session holds, the newest first."""
    held = request.session.get(SESSION_KEY)
    return held if isinstance(held, list) else []


# Carrying out


def carry_out(request: HttpRequest, user: User) -> str | None:
    """Do what was pressed before the door; where to go, or None if there is nothing.

    To be called once, when somebody has come through. In the browser that pressed, it
    is done at once. In another one somebody else may have made the link, so a reader
    whose address was not typed with it is shown what it is and presses once more.
    """
    held = _held(request)
    asked = _named(request) or (held[0] if held else None)
    action = _find(asked, user)
    if action is None:
        return None
    if str(action.pk) in held:
        request.session[SESSION_KEY] = [pk for pk in held if pk != str(action.pk)]
    elif not _typed_their_own_address(action, user):
        return action.get_absolute_url()
    return do(action.pk, user)


def _named(request: HttpRequest) -> str | None:
    """The id that the door's own form or address carries."""
    return request.POST.get("action") or request.GET.get("action")


def _find(text: str | None, user: User) -> PendingAction | None:
    try:
        pk = UUID(text or "")
    except ValueError:
        return None
    return PendingAction.objects.open_to(user).filter(pk=pk).first()


def _typed_their_own_address(action: PendingAction, user: User) -> bool:
    keys = [_typed_key(address) for address in owning.proved(user)]
    return action.typed_key in keys


def do(action_id: UUID, user: User) -> str | None:
    """Carry it out if nobody has, through the function that its app registered.

    Returns where to go: for who comes a second time the same place, None when it is
    somebody else's. A fault of ours is written down and leaves it to be tried again.
    """
    try:
        with transaction.atomic():
            return _take(action_id, user)
    except shedding.DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("Pending action %s could not be carried out", action_id)
        return reverse("pending_action", args=[action_id])


def _take(action_id: UUID, user: User) -> str | None:
    """The update decides: whoever comes second waits for the first and changes none."""
    own = PendingAction.objects.open_to(user).filter(pk=action_id)
    taken = own.waiting().update(consumed_at=timezone.now(), reader=user)
    action = own.first()
    if action is None:
        return None
    if not taken:
        return action.went_to or action.get_absolute_url()
    try:
        with transaction.atomic():
            action.went_to = _kind(action).perform(user, action.payload)
    except Refused as refusal:
        action.refused_because = str(refusal)[:300]
        action.save(update_fields=["refused_because"])
        return action.get_absolute_url()
    action.went_to, action.payload = action.went_to or action.back_to, {}
    action.save(update_fields=["went_to", "payload"])
    return action.went_to


def _kind(action: PendingAction) -> Kind:
    try:
        return _kinds[action.kind]
    except KeyError:
        return Kind(_refuse, _text_alone, "")


def _refuse(user: User, payload: Payload) -> str:
    raise Refused(gettext("This site no longer offers what you pressed."))


# Showing, and the end


def words(action: PendingAction) -> list[tuple[str, str]]:
    """What the reader wrote, for them to copy."""
    return _kind(action).words(action.payload)


def button(action: PendingAction) -> str:
    return str(_kind(action).button)


def purge() -> int:
    """Delete what is two days old, done or not: it may hold what a reader wrote."""
    return batches.repeat(_purge_batch)


def _purge_batch() -> int:
    over = PendingAction.objects.over().order_by("expires_at")
    pks = list(over.values_list("pk", flat=True)[:BATCH_SIZE])
    return PendingAction.objects.filter(pk__in=pks).delete()[0]
