"""Money that moves at the stand-in."""

from donations.standin.rows import new_id, row
from donations.standin.shelf import Row, Shelf

FEE_RATE_PERCENT, FEE_FIXED = 1.5, 20


class Charging:
    """Charges cards, well or badly."""

    shelf: Shelf

    def charge_card(
        self, intent_id: str, amount: int, currency: str, *, told: Row, customer: str
    ) -> Row:
        """Take the money of a payment intent; gives the charge."""
        fee = round(amount * FEE_RATE_PERCENT / 100) + FEE_FIXED
        balance_id = new_id("txn")
        self.shelf.put(row(balance_id, "balance_transaction", amount=amount, fee=fee))
        return self._charged(
            intent_id,
            told=told,
            status="succeeded",
            amount=amount,
            amount_captured=amount,
            currency=currency,
            customer=customer or None,
            paid=True,
            balance_transaction=balance_id,
        )

    def refuse_card(
        self,
        intent_id: str,
        amount: int,
        currency: str,
        *,
        customer: str,
        told: Row | None = None,
    ) -> Row:
        """The bank says no; gives the charge that failed."""
        return self._charged(
            intent_id,
            told=told or {},
            status="requires_payment_method",
            amount=amount,
            amount_captured=0,
            currency=currency,
            customer=customer,
            paid=False,
            balance_transaction="",
        )

    def _charged(
        self, intent_id: str, *, told: Row, status: str, **more: object
    ) -> Row:
        charge = self.shelf.put(
            row(
                new_id("ch"),
                "charge",
                metadata=told,
                payment_intent=intent_id,
                status=status if more["paid"] else "failed",
                **more,
            )
        )
        self.shelf.put(
            row(
                intent_id,
                "payment_intent",
                latest_charge=charge["id"],
                metadata=told,
                status=status,
            )
        )
        return charge
