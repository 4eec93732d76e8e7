"""The letter to a donor who cancelled a declaration."""

from django.utils import formats, timezone

from donations import writing_to
from donations.models import GiftAidDeclaration
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

KIND = "donations.gift_aid_cancelled"


def post(declaration: GiftAidDeclaration) -> None:
    """Call it in the transaction that cancels it."""
    writing_to.donor(declaration.donation, KIND, declaration.pk)


@writes(KIND)
def write(declaration_id: int) -> Written:
    rows = GiftAidDeclaration.objects.select_related("donation__channel__campaign")
    declaration = rows.filter(pk=declaration_id).first()
    if declaration is None or declaration.cancelled_at is None:
        raise NothingToWrite
    donation = declaration.donation
    return from_templates(
        "donations/gift_aid_cancelled",
        {
            "channel_title": donation.channel.title,
            "campaign_title": donation.channel.campaign.title,
        },
        blanks={
            "name": donation.name,
            "day": formats.date_format(timezone.localtime(declaration.cancelled_at)),
            "charity_number": declaration.charity_number,
        },
    )
