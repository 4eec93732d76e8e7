"""The number of a receipt, worked out from the number of its charge at Stripe.

So it is the same whoever writes the payment down, in whatever order, and also when a
payment is found again after a database was restored. It tells nobody how many came
before it.
"""

import hashlib

# Without I, L, O and U: it is read out on the phone (Crockford's base 32).
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 60 bits. Of ten million payments, two share a number once in 20,000 such sites, and
# the table then refuses the second.
BITS, GROUP = 60, 4


def of_charge(charge_id: str) -> str:
    """Twelve letters and digits in three groups, such as "QWDH-CXNS-2SWS"."""
    digest = hashlib.sha256(f"receipt:{charge_id}".encode()).digest()
    left = int.from_bytes(digest) >> (len(digest) * 8 - BITS)
    written = ""
    for _ in range(BITS // 5):
        left, each = divmod(left, len(LETTERS))
        written = LETTERS[each] + written
    parts = (written[at : at + GROUP] for at in range(0, len(written), GROUP))
    return "-".join(parts)
