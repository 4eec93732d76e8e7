"""A reader with an account gives: the address is proved, and need not be typed.

The same as for everybody (`giving`). Pressed while signed out, the gift waits as a
pending action until the reader came through the door. There only its row is kept:
Stripe is asked once the reader presses "go on to pay" on a page of their own, because a
transaction does not wait for another company, and because browsers hold the redirect
after the door's form to a policy that names no payment page.
"""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import pending
from accounts.models import User
from accounts.pending import Payload
from donations import card_testing, giving
from donations.amounts import named
from donations.forms import ReadersGiftForm
from donations.models import Channel, Donation
from mailroom.addresses import Address
from petitions import signing_as_reader

KIND = "donations.give"
# The fields of amounts that are typed, one for each rhythm.
OTHERS = [named("other", interval) for interval in Donation.Interval.values]


def offer() -> None:
    """Let readers press "give with my account" before they are signed in."""
    pending.register(KIND, perform, words=words, button=_("Go on with your gift"))


def pressed(channel: Channel, form: ReadersGiftForm, *, came_by: str) -> Payload:
    """What was pressed, as it can wait for its reader: all fields but the address."""
    posted: Mapping[str, str] = form.data
    fields = {name: posted[name] for name in form.fields if name in posted}
    fields.pop("email", None)
    return {"channel": channel.pk, "fields": fields, "came_by": came_by}


def words(payload: Payload) -> list[tuple[str, str]]:
    """What the reader typed, for them to copy."""
    fields = payload.get("fields", {})
    typed = [
        *((gettext("Another amount"), fields.get(name, "")) for name in OTHERS),
        (gettext("Your name"), fields.get("name", "")),
        (gettext("Name to show"), fields.get("wall_name", "")),
    ]
    return [(label, text) for label, text in typed if text]


def address(user: User) -> Address | None:
    """Where this reader's receipts go: as for signatures, what was proved."""
    return signing_as_reader.address(user)


def perform(user: User, payload: Payload) -> str:
    """Keep the gift as this reader's; where it is paid. Raises pending.Refused."""
    own = address(user)
    channels = Channel.objects.open().filter(kind=Channel.Kind.CHECKOUT)
    channel = channels.select_related("campaign").filter(pk=payload["channel"]).first()
    if own is None or channel is None:
        raise pending.Refused(gettext("Nothing is collected there any more."))
    form = ReadersGiftForm(channel, payload["fields"])
    if not form.is_valid():
        raise pending.Refused(
            gettext("Nothing was charged. Please go back and give once more.")
        )
    is_free = card_testing.judge(own, "", is_proved=True) == card_testing.Verdict.FREE
    if not is_free or giving.wait_seconds(own):
        raise pending.Refused(gettext("Nothing was charged. Please try again later."))
    gift = form.readers_gift(user, own, came_by=payload["came_by"])
    return reverse("donations:pay", args=[giving.keep(channel, gift).pk])
