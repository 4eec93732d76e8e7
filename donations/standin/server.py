"""The addresses of Stripe's that are asked, answered from the shelf."""

import json
import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe
from django.conf import settings

from donations.standin.rows import Answer, error, listed, new_id, row
from donations.standin.shelf import Row, Shelf
from donations.standin.subscriptions import Subscriptions

KEY = "sk_test_standin"
SECRET = "whsec_standin"  # noqa: S105 (of the demo, where nobody pays)


class StandIn(Subscriptions, stripe.HTTPClient):
    """Takes the place of the network under Stripe's library."""

    name = "standin"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.shelf = Shelf(folder)
        self.is_away = False
        self.routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("post", r"/v1/checkout/sessions", self._open),
            ("get", r"/v1/checkout/sessions", self._list("checkout.session")),
            ("get", r"/v1/checkout/sessions/(\w+)", self._session),
            ("post", r"/v1/checkout/sessions/(\w+)/expire", self._expire),
            ("get", r"/v1/charges", self._list("charge")),
            ("get", r"/v1/charges/(\w+)", self._charge),
            ("get", r"/v1/refunds", self._list("refund")),
            ("post", r"/v1/refunds", self._refund),
            ("get", r"/v1/disputes", self._list("dispute")),
            ("get", r"/v1/subscriptions", self._not_over),
            ("get", r"/v1/subscriptions/(\w+)", self._subscription),
            ("post", r"/v1/subscriptions/(\w+)", self._change_sum),
            ("delete", r"/v1/subscriptions/(\w+)", self._cancel),
            ("get", r"/v1/invoices/(\w+)", self._invoice),
            ("get", r"/v1/invoice_payments", self._invoice_payments),
            ("post", r"/v1/billing_portal/sessions", self._portal),
        ]

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_more: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        if self.is_away:
            raise stripe.APIConnectionError("away")  # type: ignore[no-untyped-call]
        parts = urlsplit(url)
        given = dict(parse_qsl(post_data or parts.query))
        for verb, pattern, answer in self.routes:
            found = re.fullmatch(pattern, parts.path)
            if found and verb == method:
                key = (headers or {}).get("Idempotency-Key", "")
                status, told = self._once(key, lambda: answer(given, *found.groups()))  # noqa: B023
                return json.dumps(told), status, {}
        return json.dumps(error("No such address.")), 404, {}

    def close(self) -> None:
        """Nothing is open."""

    def _once(self, key: str, answer: Callable[[], Answer]) -> Answer:
        """A request with a key that was seen is answered as it was then."""
        kept = self.shelf.get(f"key_{key}") if key else None
        if kept:
            return kept["status"], kept["row"]
        status, told = answer()
        if key:
            self.shelf.put(row(f"key_{key}", "key", status=status, row=told))
        return status, told

    # What is asked

    def _open(self, given: Row) -> Answer:
        prefix = "line_items[0][price_data]"
        session_id = new_id("cs_test")
        return 200, self.shelf.put(
            row(
                session_id,
                "checkout.session",
                url=f"{settings.SITE_URL}/stand-in/pay/{session_id}/",
                status="open",
                payment_status="unpaid",
                payment_intent=None,
                subscription=None,
                invoice=None,
                interval=given.get(f"{prefix}[recurring][interval]", "once"),
                amount_total=int(given[f"{prefix}[unit_amount]"]),
                currency=given[f"{prefix}[currency]"],
                client_reference_id=given["client_reference_id"],
                customer_email=given["customer_email"],
                success_url=given["success_url"],
                cancel_url=given["cancel_url"],
                expires_at=int(given["expires_at"]),
                title=given[f"{prefix}[product_data][name]"],
            )
        )

    def _session(self, given: Row, session_id: str) -> Answer:
        found = self.shelf.get(session_id)
        if not found:
            return 404, error("No such session.")
        intent = found["payment_intent"]
        return 200, found | {"payment_intent": self._intent(intent) if intent else None}

    def _expire(self, given: Row, session_id: str) -> Answer:
        found = self.shelf.get(session_id)
        if not found:
            return 404, error("No such session.")
        if found["status"] != "open":
            return 400, error("Only an open session can be expired.", code="")
        return 200, self.expire(session_id)

    def _charge(self, given: Row, charge_id: str) -> Answer:
        found = self.shelf.get(charge_id)
        if not found:
            return 404, error("No such charge.")
        return 200, found | {
            "payment_intent": self._intent(found["payment_intent"]),
            "balance_transaction": self.shelf.get(found["balance_transaction"]),
        }

    def _intent(self, intent_id: str) -> Row | None:
        return self.shelf.get(intent_id)

    def _refund(self, given: Row) -> Answer:
        charge = self.shelf.get(given["charge"])
        if not charge:
            return 404, error("No such charge.")
        back = sum(
            each["amount"]
            for each in self.shelf.of("refund")
            if each["charge"] == charge["id"] and each["status"] != "failed"
        )
        amount = int(given.get("amount", charge["amount"] - back))
        if amount > charge["amount"] - back:
            return 400, error("More than is left.", code="amount_too_large")
        return 200, self.shelf.put(
            row(
                new_id("re"),
                "refund",
                charge=charge["id"],
                amount=amount,
                currency=charge["currency"],
                status="succeeded",
            )
        )

    def _list(self, kind: str) -> Callable[[Row], Answer]:
        def answer(given: Row) -> Answer:
            oldest = int(given.get("created[gte]", 0))
            rows = [
                each
                for each in self.shelf.of(kind)
                if each["created"] >= oldest
                and each.get("charge") == given.get("charge", each.get("charge"))
            ]
            return listed(rows)

        return answer

    # What happens at Stripe, whoever did it

    def pay(self, session_id: str) -> Row:
        """The donor pays; gives the charge. Paying twice pays once."""
        session = self.shelf.get(session_id) or {}
        if session["status"] == "complete":
            return self._paid_before(session)
        if session["interval"] != "once":
            return self.subscribe(session)
        intent_id = session["payment_intent"] or new_id("pi")
        charge = self.charge_card(
            intent_id,
            session["amount_total"],
            session["currency"],
            told={"donation": session["client_reference_id"]},
            customer="",
        )
        self.shelf.put(
            session
            | {
                "status": "complete",
                "payment_status": "paid",
                "payment_intent": intent_id,
            }
        )
        return charge

    def _paid_before(self, session: Row) -> Row:
        invoice = self.shelf.get(session["invoice"] or "") or session
        intent = self.shelf.get(invoice["payment_intent"]) or {}
        return self.shelf.get(intent["latest_charge"]) or {}

    def decline(self, session_id: str) -> Row:
        """A card is refused, and the donor may try another; gives the charge."""
        session = self.shelf.get(session_id) or {}
        intent_id = session["payment_intent"] or new_id("pi")
        self.shelf.put(session | {"payment_intent": intent_id})
        return self.refuse_card(
            intent_id,
            session["amount_total"],
            session["currency"],
            customer="",
            told={"donation": session["client_reference_id"]},
        )

    def refuse(self, session_id: str) -> Row:
        """A bank that answers days later refuses."""
        session = self.shelf.get(session_id) or {}
        intent = self.shelf.put(
            row(new_id("pi"), "payment_intent", status="requires_payment_method")
        )
        return self.shelf.put(
            session | {"status": "complete", "payment_intent": intent["id"]}
        )

    def expire(self, session_id: str) -> Row:
        session = self.shelf.get(session_id) or {}
        return self.shelf.put(session | {"status": "expired"})

    def fail_refund(self, refund_id: str) -> Row:
        """A bank sends a refund back."""
        return self.shelf.put((self.shelf.get(refund_id) or {}) | {"status": "failed"})

    def dispute(self, charge_id: str) -> Row:
        """A donor's bank takes the money."""
        charge = self.shelf.get(charge_id) or {}
        taken = row(new_id("txn"), "balance_transaction", amount=-charge["amount"])
        return self.shelf.put(
            row(
                new_id("dp"),
                "dispute",
                charge=charge_id,
                amount=charge["amount"],
                status="needs_response",
                balance_transactions=[taken],
            )
        )

    def decide(self, dispute_id: str, *, is_won: bool) -> Row:
        """The bank gives the money back, or keeps it."""
        dispute = self.shelf.get(dispute_id) or {}
        moves = list(dispute["balance_transactions"])
        if is_won:
            back = row(new_id("txn"), "balance_transaction", amount=dispute["amount"])
            moves.append(back)
        status = "won" if is_won else "lost"
        return self.shelf.put(
            dispute | {"status": status, "balance_transactions": moves}
        )


def event(kind: str, about: Row) -> tuple[bytes, str]:
    """What Stripe would post about an object: the body, and its signature."""
    body = json.dumps(
        row(
            new_id("evt"),
            "event",
            type=kind,
            api_version="2026-10-28.endive",
            data={"object": about},
        )
    )
    header = stripe.WebhookSignature.generate_signature_header(
        payload=body, secret=SECRET, timestamp=int(time.time())
    )
    return body.encode(), header


@cache
def client() -> StandIn:
    return StandIn(settings.DATA_DIR / "stripe-stand-in")
