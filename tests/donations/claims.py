"""The claim of one month, for tests."""

from datetime import UTC, date, datetime

from donations.gift_aid import claiming

CLAIMS = "/admin/donations/giftaidclaim/"
NUMBER = "0000000"
FROM, TO = date(2022, 3, 1), date(2022, 3, 31)
PAID = datetime(2022, 3, 10, 12, tzinfo=UTC)
FORM = {
    "charity": NUMBER,
    "starts_on": "2022-03-01",
    "ends_on": "2022-03-31",
    "purpose": "Claim of March",
}


def waiting():
    """What could be claimed for that month."""
    return list(claiming.waiting(NUMBER, FROM, TO))
