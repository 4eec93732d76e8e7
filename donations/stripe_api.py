"""Stripe, and the only module that knows its library; what leaves it are plain dicts.

The checkout is Stripe's own page, so no card number and no script of theirs is ever on
ours. Without keys nothing here is offered (`is_offered`).
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from donations import standin

logger = logging.getLogger(__name__)

Found = dict[str, Any]
# Our readers wait for the checkout's address: longer than this, Stripe is away.
TIMEOUT_SECONDS = 10
RETRIES = 2
TOLERANCE_SECONDS = 300
CHARGE = {"expand": ["balance_transaction", "payment_intent"]}
SUBSCRIPTION = {"expand": ["latest_invoice"]}
LISTED = {
    "sessions": "checkout.session",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
}


class Away(Exception):
    """Stripe cannot be reached, is too slow, or has a fault; later it may do."""


class Refused(Exception):
    """Stripe will not do it, now or later."""


class NotFound(Refused):
    """There is no such object, or not yet."""


class Forged(Exception):
    """The event does not come from Stripe, or is too old to be believed."""


def is_offered() -> bool:
    """Whether readers can give here: keys are set, or the demo's stand-in serves."""
    has_keys = settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET
    return bool(has_keys or settings.STRIPE_STANDIN)


def shown_at_stripe(kind: str, object_id: str, *, is_live: bool) -> str:
    """Where Stripe's own desk shows an object, such as one of "subscriptions"."""
    return (
        f"https://dashboard.stripe.com/{'' if is_live else 'test/'}{kind}/{object_id}"
    )


def is_live() -> bool:
    """Whether money is real: told by the key."""
    return str(settings.STRIPE_SECRET_KEY).startswith(("sk_live_", "rk_live_"))


@cache
def _client() -> stripe.StripeClient:
    if settings.STRIPE_STANDIN:
        return stripe.StripeClient(standin.KEY, http_client=standin.client())
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        max_network_retries=RETRIES,
    )


def webhook_secret() -> str:
    secret = (
        standin.SECRET if settings.STRIPE_STANDIN else settings.STRIPE_WEBHOOK_SECRET
    )
    return str(secret)


def _asked(ask: Any, *args: Any, **kwargs: Any) -> Any:
    """One question to Stripe. Raises Away, Refused or NotFound."""
    try:
        return ask(*args, **kwargs)
    except stripe.InvalidRequestError as error:
        if error.http_status == 404:
            raise NotFound(str(error.param or "")) from error
        raise Refused(error.code or "invalid request") from error
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        raise Away(type(error).__name__) from error
    except stripe.StripeError as error:
        raise Refused(type(error).__name__) from error


def open_checkout(
    *,
    donation: UUID,
    email: str,
    amount_minor: int,
    currency: str,
    interval: str,
    title: str,
    thanks_url: str,
    back_url: str,
    expires_at: datetime,
) -> Found:
    """A page of Stripe's where this sum is paid, once or again: its `id` and `url`.

    The donation's number is the key of the request: asking twice opens one page.
    """
    price: Found = {
        "currency": currency.lower(),
        "unit_amount": amount_minor,
        "product_data": {"name": title},
    }
    asked = {
        "submit_type": "donate",
        "client_reference_id": str(donation),
        "customer_email": email,
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"donation": str(donation)},
        "success_url": thanks_url,
        "cancel_url": back_url,
        "expires_at": int(expires_at.timestamp()),
    }
    # What is charged later names the donation too.
    told = {"metadata": {"donation": str(donation)}}
    if interval == "once":
        asked |= {"mode": "payment", "payment_intent_data": told}
    else:
        price["recurring"] = {"interval": interval}
        asked |= {"mode": "subscription", "subscription_data": told}
    key = {"idempotency_key": f"checkout-{donation}"}
    return _plain(_asked(_client().v1.checkout.sessions.create, asked, options=key))


def expire_checkout(session_id: str) -> None:
    """Nobody can pay there any more. Refused for one that is paid or has run out."""
    _asked(_client().v1.checkout.sessions.expire, session_id)


def session(session_id: str) -> Found:
    return _plain(
        _asked(
            _client().v1.checkout.sessions.retrieve,
            session_id,
            {"expand": ["payment_intent"]},
        )
    )


def charge(charge_id: str) -> Found:
    """With what it did to the balance, and the payment intent that it belongs to."""
    return _plain(_asked(_client().v1.charges.retrieve, charge_id, CHARGE))


def subscription(subscription_id: str) -> Found:
    """With the newest of its invoices. One that has ended is found too."""
    ask = _client().v1.subscriptions.retrieve
    return _plain(_asked(ask, subscription_id, SUBSCRIPTION))


def change_sum(
    subscription_id: str, *, amount_minor: int, currency: str, interval: str, key: str
) -> None:
    """Charge this from the next time on, and nothing now. The same key asks once."""
    (item,) = subscription(subscription_id)["items"]["data"]
    price = {
        "currency": currency.lower(),
        "product": item["price"]["product"],
        "recurring": {"interval": interval},
        "unit_amount": amount_minor,
    }
    asked = {
        "items": [{"id": item["id"], "price_data": price}],
        "proration_behavior": "none",
    }
    ask = _client().v1.subscriptions.update
    _asked(ask, subscription_id, asked, options={"idempotency_key": key})


def cancel(subscription_id: str) -> None:
    """No charge comes any more, from now on. Refused for one that has ended."""
    _asked(_client().v1.subscriptions.cancel, subscription_id)


def subscriptions_not_over() -> Iterator[Found]:
    """All of the account that have not ended, as `subscription` gives them."""
    asked = {"limit": 100, "expand": ["data.latest_invoice"]}
    yield from _all(_client().v1.subscriptions, asked)


def invoice(invoice_id: str) -> Found:
    return _plain(_asked(_client().v1.invoices.retrieve, invoice_id))


def invoice_of(intent_id: str) -> Found | None:
    """The invoice that a payment intent pays, if there is one."""
    asked = {
        "payment": {"type": "payment_intent", "payment_intent": intent_id},
        "expand": ["data.invoice"],
    }
    for paying in _all(_client().v1.invoice_payments, asked):
        found: Found = paying["invoice"]
        return found
    return None


def charges_of_invoice(invoice_id: str) -> list[str]:
    """The newest charge of each payment intent that was made to pay it."""
    asked = {"invoice": invoice_id, "expand": ["data.payment.payment_intent"]}
    intents = (
        paying["payment"].get("payment_intent") or {}
        for paying in _all(_client().v1.invoice_payments, asked)
    )
    return [str(each["latest_charge"]) for each in intents if each.get("latest_charge")]


def open_portal(customer_id: str, *, back_url: str) -> str:
    """The address of Stripe's page where a customer changes the card, or cancels."""
    asked = {"customer": customer_id, "return_url": back_url}
    return str(_asked(_client().v1.billing_portal.sessions.create, asked)["url"])


def refunds_of(charge_id: str) -> list[Found]:
    return list(_all(_client().v1.refunds, {"charge": charge_id, "limit": 100}))


def disputes_of(charge_id: str) -> list[Found]:
    return list(_all(_client().v1.disputes, {"charge": charge_id, "limit": 100}))


def refund(charge_id: str, *, amount_minor: int, key: str) -> Found:
    """Send money back. The same key never sends it twice."""
    asked = {"charge": charge_id, "amount": amount_minor}
    return _plain(
        _asked(_client().v1.refunds.create, asked, options={"idempotency_key": key})
    )


def since(kind: str, moment: datetime) -> Iterator[Found]:
    """All sessions, charges, refunds or disputes that began since a moment."""
    v1 = _client().v1
    service = v1.checkout.sessions if kind == "sessions" else getattr(v1, kind)
    asked = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
    yield from _all(service, asked)


def _all(service: Any, asked: Found) -> Iterator[Found]:
    """Every row of a list, page by page."""
    for each in _asked(service.list, asked).auto_paging_iter():
        yield _plain(each)


def read_event(body: bytes, signature: str) -> Found:
    """An event that Stripe signed within five minutes. Raises Forged.

    Without a secret nothing can be proved, and everything is forged.
    """
    secret = webhook_secret()
    if not secret:
        raise Forged("no secret is set")
    try:
        stripe.WebhookSignature.verify_header(
            body.decode(), signature, secret, tolerance=TOLERANCE_SECONDS
        )
        _not_of_the_future(signature)
        return _plain(_client().construct_event_without_verification(body))
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise Forged(type(error).__name__) from error


def _not_of_the_future(signature: str) -> None:
    """The library takes any time to come. Raises ValueError."""
    times = dict(part.split("=", 1) for part in signature.split(","))
    if int(times["t"]) > time.time() + TOLERANCE_SECONDS:
        raise ValueError("of the future")


def _plain(found: Any) -> Found:
    plain: Found = found.to_dict()
    return plain
