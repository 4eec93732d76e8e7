"""Gifts that are charged again and again, at the stand-in."""

import calendar
import time
from datetime import UTC, datetime

from django.conf import settings

from donations.standin.charging import Charging
from donations.standin.rows import Answer, error, listed, new_id, row
from donations.standin.shelf import Row

MONTHS = {"month": 1, "year": 12}
OVER = ("canceled", "incomplete_expired")


class Subscriptions(Charging):
    """Subscriptions, their invoices, and the page where customers change them."""

    # What is asked

    def _subscription(self, given: Row, subscription_id: str) -> Answer:
        found = self.shelf.get(subscription_id)
        if not found:
            return 404, error("No such subscription.")
        return 200, self._with_invoice(found)

    def _cancel(self, given: Row, subscription_id: str) -> Answer:
        found = self.shelf.get(subscription_id)
        if not found or found["status"] in OVER:
            return 404, error("No such subscription.")
        return 200, self.cancel(subscription_id)

    def _change_sum(self, given: Row, subscription_id: str) -> Answer:
        found = self.shelf.get(subscription_id)
        if not found or found["status"] in OVER:
            return 404, error("No such subscription.")
        item, price = found["items"]["data"][0], "items[0][price_data]"
        is_known = (
            given.get("items[0][id]") == item["id"]
            and given.get(f"{price}[product]") == item["price"]["product"]
            and given.get(f"{price}[currency]") == found["currency"]
            and given.get(f"{price}[recurring][interval]") == found["interval"]
        )
        if not is_known or given.get("proration_behavior") != "none":
            return 400, error("This would charge something now, or something else.")
        return 200, self.set_sum(subscription_id, int(given[f"{price}[unit_amount]"]))

    def _not_over(self, given: Row) -> Answer:
        rows = self.shelf.of("subscription")
        return listed(
            [self._with_invoice(each) for each in rows if each["status"] not in OVER]
        )

    def _with_invoice(self, subscription: Row) -> Row:
        newest = self.shelf.get(subscription["latest_invoice"])
        return subscription | {"latest_invoice": newest}

    def _invoice(self, given: Row, invoice_id: str) -> Answer:
        found = self.shelf.get(invoice_id)
        return (200, found) if found else (404, error("No such invoice."))

    def _invoice_payments(self, given: Row) -> Answer:
        wanted = given.get("invoice"), given.get("payment[payment_intent]")
        rows = [
            each
            | {
                "invoice": self.shelf.get(each["invoice"]),
                "payment": {
                    "type": "payment_intent",
                    "payment_intent": self.shelf.get(each["payment_intent"]),
                },
            }
            for each in self.shelf.of("invoice_payment")
            if each["invoice"] == wanted[0] or each["payment_intent"] == wanted[1]
        ]
        return listed(rows)

    def _portal(self, given: Row) -> Answer:
        portal_id = new_id("bps")
        url = f"{settings.SITE_URL}/stand-in/portal/{portal_id}/"
        return 200, self.shelf.put(
            row(
                portal_id,
                "billing_portal.session",
                customer=given["customer"],
                return_url=given["return_url"],
                url=url,
            )
        )

    # What happens at Stripe, whoever did it

    def subscribe(self, session: Row) -> Row:
        """The donor pays the first turn at a checkout; gives the charge."""
        customer = self.shelf.put(row(new_id("cus"), "customer", has_good_card=True))
        now = int(time.time())
        subscription = row(
            new_id("sub"),
            "subscription",
            customer=customer["id"],
            status="active",
            metadata={"donation": session["client_reference_id"]},
            amount=session["amount_total"],
            currency=session["currency"],
            interval=session["interval"],
            title=session["title"],
            cancel_at_period_end=False,
            cancel_at=None,
            ended_at=None,
            cancellation_details={"reason": None},
            latest_invoice="",
            items=_items(now, later(now, session["interval"]), session["amount_total"]),
        )
        self.shelf.put(subscription)
        invoice = self._make_invoice(subscription)
        charge = self.pay_invoice(invoice["id"])
        self.shelf.put(
            session
            | {
                "status": "complete",
                "payment_status": "paid",
                "subscription": subscription["id"],
                "invoice": invoice["id"],
            }
        )
        return charge

    def let_period_pass(self, subscription_id: str) -> Row:
        """The next charge comes, well or badly, or the end that was asked for.

        Gives the newest invoice.
        """
        subscription = self.shelf.get(subscription_id) or {}
        if subscription["cancel_at_period_end"]:
            self.cancel(subscription_id)
        elif subscription["status"] not in OVER:
            starts = period_end(subscription)
            ends = later(starts, subscription["interval"])
            items = _items(starts, ends, subscription["amount"])
            subscription = self.shelf.put(subscription | {"items": items})
            return self._try_card(self._make_invoice(subscription))
        return self.shelf.get(subscription["latest_invoice"]) or {}

    def set_sum(self, subscription_id: str, amount: int) -> Row:
        """Another price from the next invoice on; nothing is charged now."""
        subscription = self.shelf.get(subscription_id) or {}
        (item,) = subscription["items"]["data"]
        priced = item | {"price": item["price"] | {"unit_amount": amount}}
        items = subscription["items"] | {"data": [priced]}
        return self.shelf.put(subscription | {"amount": amount, "items": items})

    def _make_invoice(self, subscription: Row) -> Row:
        invoice = self.shelf.put(
            row(
                new_id("in"),
                "invoice",
                customer=subscription["customer"],
                status="open",
                amount_due=subscription["amount"],
                currency=subscription["currency"],
                attempt_count=0,
                payment_intent=new_id("pi"),
                parent={
                    "type": "subscription_details",
                    "subscription_details": {
                        "subscription": subscription["id"],
                        "metadata": subscription["metadata"],
                    },
                },
            )
        )
        self.shelf.put(
            row(
                new_id("inpay"),
                "invoice_payment",
                invoice=invoice["id"],
                payment_intent=invoice["payment_intent"],
            )
        )
        self.shelf.put(subscription | {"latest_invoice": invoice["id"]})
        return invoice

    def _try_card(self, invoice: Row) -> Row:
        customer = self.shelf.get(invoice["customer"]) or {}
        if customer["has_good_card"]:
            self.pay_invoice(invoice["id"])
        else:
            self.refuse_card(
                invoice["payment_intent"],
                invoice["amount_due"],
                invoice["currency"],
                customer=invoice["customer"],
            )
            count = invoice["attempt_count"] + 1
            self.shelf.put(invoice | {"attempt_count": count})
            self._turn(invoice, "past_due")
        return self.shelf.get(invoice["id"]) or {}

    def pay_invoice(self, invoice_id: str) -> Row:
        """The card is charged; gives the charge."""
        invoice = self.shelf.get(invoice_id) or {}
        charge = self.charge_card(
            invoice["payment_intent"],
            invoice["amount_due"],
            invoice["currency"],
            told={},
            customer=invoice["customer"],
        )
        count = invoice["attempt_count"] + 1
        self.shelf.put(invoice | {"status": "paid", "attempt_count": count})
        self._turn(invoice, "active")
        return charge

    def _turn(self, invoice: Row, status: str) -> None:
        about = invoice["parent"]["subscription_details"]
        subscription = self.shelf.get(about["subscription"]) or {}
        self.shelf.put(subscription | {"status": status})

    def change_card(self, subscription_id: str, *, is_good: bool) -> Row:
        """Another card; what is owed is charged at once. Gives the newest invoice."""
        subscription = self.shelf.get(subscription_id) or {}
        customer = self.shelf.get(subscription["customer"]) or {}
        self.shelf.put(customer | {"has_good_card": is_good})
        invoice = self.shelf.get(subscription["latest_invoice"]) or {}
        return self._try_card(invoice) if invoice["status"] == "open" else invoice

    def cancel(
        self, subscription_id: str, because: str = "cancellation_requested"
    ) -> Row:
        """No charge comes any more, from now on."""
        subscription = self.shelf.get(subscription_id) or {}
        return self.shelf.put(
            subscription
            | {
                "status": "canceled",
                "ended_at": int(time.time()),
                "cancellation_details": {"reason": because},
            }
        )

    def cancel_at_period_end(self, subscription_id: str, *, is_wanted: bool) -> Row:
        """The same from the end of what was paid for; or taken up again before it."""
        subscription = self.shelf.get(subscription_id) or {}
        return self.shelf.put(subscription | {"cancel_at_period_end": is_wanted})


def period_end(subscription: Row) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def later(moment: int, interval: str) -> int:
    """The same day of the next month or year, or the last day of a shorter month."""
    then = datetime.fromtimestamp(moment, tz=UTC)
    months = then.month - 1 + MONTHS[interval]
    year, month = then.year + months // 12, months % 12 + 1
    day = min(then.day, calendar.monthrange(year, month)[1])
    return int(then.replace(year=year, month=month, day=day).timestamp())


def _items(starts: int, ends: int, amount: int) -> Row:
    item = row(
        new_id("si"),
        "subscription_item",
        current_period_start=starts,
        current_period_end=ends,
        price={"product": new_id("prod"), "unit_amount": amount},
    )
    return {"object": "list", "data": [item], "has_more": False, "url": "/"}
