"""HMRC's schedule of a claim, to be pasted into its spreadsheet from the first column.

What stands in each column is said in gov.uk, "Schedule spreadsheet to claim back tax on
Gift Aid donations": a double-barrelled surname has a space for its hyphen, who lives
outside the UK has an X for a postcode, and what does not apply is empty.
"""

from collections.abc import Iterator

from django.utils import timezone

from donations import money
from donations.models import GiftAidClaim, GiftAidClaimLine, GiftAidDeclaration
from petitions.exporting import inert

HEAD = (
    *("Title", "First name or initial", "Last name", "House name or number"),
    *("Postcode", "Aggregated donations", "Sponsored event"),
    *("Donation date (DD/MM/YY)", "Amount"),
)
ABROAD = "X"
# The islands have postcodes of the Royal Mail's and are no part of the UK.
ISLANDS = ("JE", "GY", "IM")
LONGEST_HOUSE = 40


def rows(claim: GiftAidClaim) -> Iterator[tuple[str, ...]]:
    """Oldest payment first; a line whose declaration was deleted by now is left out."""
    lines = claim.lines.exclude(payment__donation__gift_aid=None)
    for line in lines.select_related("payment__donation__gift_aid"):
        yield _row(line, line.payment.donation.gift_aid)


def _row(line: GiftAidClaimLine, told: GiftAidDeclaration) -> tuple[str, ...]:
    day = timezone.localdate(line.payment.paid_at)
    return (
        inert(told.title.rstrip(".")),
        inert(told.first_name),
        inert(told.last_name.replace("-", " ")),
        inert(_house(told)),
        inert(_postcode(told)),
        "",
        "",
        f"{day:%d/%m/%y}",
        money.decimal(line.amount_minor, money.GBP),
    )


def _lives_outside(told: GiftAidDeclaration) -> bool:
    return told.is_abroad or told.postcode.startswith(ISLANDS)


def _postcode(told: GiftAidDeclaration) -> str:
    return ABROAD if _lives_outside(told) else told.postcode


def _house(told: GiftAidDeclaration) -> str:
    """Without a postcode, as much of the address as the column takes."""
    whole = f"{told.house}, {told.address}" if _lives_outside(told) else told.house
    return whole[:LONGEST_HOUSE].rstrip(" ,")
