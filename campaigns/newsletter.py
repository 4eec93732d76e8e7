"""Letters about a campaign without a signature: asked for, confirmed, stopped.

Each press of the form ends the same way, whoever's the address is: the letter tells the
owner of the mailbox what there is to do (promise 3).
"""

import hashlib
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Subscription, SubscriptionWording
from campaigns.models.subscription import SubscriptionQuerySet
from mailroom import addresses, outbox, tokens
from mailroom.addresses import Address
from mailroom.models import Lane, Letter
from mailroom.tokens import BadToken

# The letter with the link, or the one that says there is nothing left to do.
WISH = "campaigns.newsletter"
_kinds = [WISH]
CONFIRM, STOP = "subscribe", "unsubscribe"

# What higher apps turn off when somebody wants no more letters about a campaign.
Stops = Callable[[Campaign, Address], None]
_stops: list[Stops] = []


def on_stop(stops: Stops, *, letters: str) -> None:
    """Register what else ends when a reader stops the letters of a campaign.

    `letters` is the kind of letter that the app writes to subscribers.
    """
    _stops.append(stops)
    _kinds.append(letters)


# The form


def wording() -> str:
    """What a reader agrees to by pressing the button, in their language."""
    days = settings.UNCONFIRMED_KEPT_DAYS
    return _(
        "%(newsroom)s keeps your address to write to you about this campaign, and for"
        " nothing else. We send one letter with a link first; if you do not press it"
        " within %(days)s days, your address is deleted. Each letter has a link that"
        " stops them."
    ) % {"newsroom": settings.NEWSROOM_NAME, "days": days}


def offer(campaign: Campaign, *, via: str = "", words: str = "") -> SafeString:
    """The form for a page, the same for every reader; "" once the campaign is over.

    `words` are an editor's own for the button.
    """
    if campaign.ended_on or not campaign.is_published:
        return SafeString("")
    about = {"campaign": campaign, "wording": wording(), "via": via, "words": words}
    return render_to_string("campaigns/_newsletter.html", about)


def key(address: Address) -> bytes:
    """Who an address is among the subscribers, whatever its spelling."""
    return addresses.keyed_hash("subscriber", address.canonical)


@transaction.atomic
def ask(
    campaign: Campaign,
    address: Address,
    *,
    source: str,
    agreed_to: SubscriptionWording | None = None,
) -> None:
    """Note a wish and send its letter; the same for known and unknown addresses.

    Who had stopped the letters is asked to confirm anew. `agreed_to` is what another
    form than the newsletter's own said (`record`).
    """
    given = _given(address, source, agreed_to or record(wording()))
    subscription, is_new = Subscription.objects.get_or_create(
        campaign=campaign,
        subscriber_key=key(address),
        defaults=given,
    )
    if not is_new:
        stopped = Subscription.objects.filter(pk=subscription.pk)
        stopped.filter(withdrawn_at__isnull=False).update(
            confirmed_at=None, withdrawn_at=None, **given
        )
    outbox.post([_letter(subscription, address)])


def _given(
    address: Address, source: str, words: SubscriptionWording
) -> dict[str, object]:
    return {
        "email": address.mail_to,
        "wording": words,
        "source": source,
        "given_at": timezone.now(),
    }


def record(text: str) -> SubscriptionWording:
    """The row of words that a reader sees now, made when they are new."""
    language = get_language() or settings.LANGUAGE_CODE
    digest = hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
    row, _is_new = SubscriptionWording.objects.get_or_create(
        sha256=digest, defaults={"language": language, "text": text}
    )
    return row


def _letter(subscription: Subscription, address: Address) -> Letter:
    return outbox.draft(
        WISH,
        subject_id=subscription.pk,
        mail_to=address.mail_to,
        lane=Lane.CONFIRM,
    )


# The links


def token(purpose: str, subscription: Subscription) -> str:
    return tokens.make(purpose, subscription.pk, bytes(subscription.salt))


def read(purpose: str, text: str) -> Subscription:
    """The wish that a letter's link belongs to. Raises BadToken."""
    claim = tokens.claim(text)
    found = Subscription.objects.select_related("campaign").filter(pk=claim.pk).first()
    if found is None or not claim.is_true(purpose, bytes(found.salt)):
        raise BadToken
    return found


def confirm(subscription: Subscription) -> None:
    """The owner of the mailbox wants these letters; confirming twice is safe.

    A link of before somebody stopped the letters starts none.
    """
    waiting = Subscription.objects.filter(pk=subscription.pk, confirmed_at=None)
    waiting.filter(withdrawn_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def stop(campaign: Campaign, address: Address) -> None:
    """No more letters about this campaign to this person, whatever asked for them."""
    own = Subscription.objects.filter(campaign=campaign, subscriber_key=key(address))
    own.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    for stops in _stops:
        stops(campaign, address)


# What is kept of whom


def of_addresses(proved: Iterable[Address]) -> SubscriptionQuerySet:
    """The wishes of these addresses, newest first."""
    keys = [key(address) for address in proved]
    own = Subscription.objects.filter(subscriber_key__in=keys)
    return own.select_related("campaign", "wording").order_by("-pk")


@transaction.atomic
def erase(subscriptions: Iterable[Subscription]) -> int:
    """Delete these wishes, with the address on their letters; returns how many."""
    pks = [subscription.pk for subscription in subscriptions]
    outbox.forget(_kinds, pks)
    return Subscription.objects.filter(pk__in=pks).delete()[0]
