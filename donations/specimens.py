"""What `/design/` shows of giving (branding/design); all made up."""

from datetime import date
from types import SimpleNamespace as Thing
from typing import Any

from django.http import QueryDict

from branding.design.specimens import Chapter, Specimen
from campaigns.specimens import AT, CAMPAIGN
from donations.forms import GiftForm
from donations.models import Channel, Donation, Payment
from donations.standing import Standing

CHARITY = Thing(
    name="Disasters Emergency Committee",
    charity_number="1062638",
    starts_on=date(2022, 3, 3),
    ends_on=None,
)
AID = Thing(
    version="1",
    boost="With Gift Aid a gift of £10 is worth £12.50, at no cost to you.",
    need="Your home address is needed to know you as a taxpayer in the UK.",
    notify="Please tell us if:",
    notify_of=["you move", "you no longer pay enough tax"],
    higher_rate="If you pay tax at a higher rate, ask for the difference yourself.",
)


def channel(kind: str = "checkout", **changes: Any) -> Channel:
    told = {
        "pk": 9001,
        "campaign": CAMPAIGN,
        "title": "Ukraine appeal",
        "kind": kind,
        "url": "https://example.org/appeal" if kind == "link" else "",
        "note": "Blankets, medicine and a telephone for everybody who asks.",
        "suggested_monthly": "3, 5, 10",
        "suggested_yearly": "25, 50, 100",
    }
    return Channel(**(told | changes))


def books(**changes: Any) -> Thing:
    """Of a fundraiser elsewhere, unless `own` says otherwise."""
    told: dict[str, Any] = {
        "channel": channel("link"),
        "own": None,
        "raised": "£64,200",
        "target": "£100,000",
        "percent": 64,
        "to_go": "£35,800",
        "above": "",
        "has_bar": True,
        "as_of": AT,
        "source": "the fundraiser's page",
        "is_stale": False,
        "beneficiary": CHARITY,
        "periods": [CHARITY],
        "pledges": [
            (Thing(pledged_by="the government", note="Up to this sum."), "£56,000")
        ],
        "together": [
            (Thing(partner="a sister paper", source="both", is_least=True), "£400,000")
        ],
        "figures": [(Thing(as_of=AT, source="the fundraiser's page"), "£64,200")],
        "wall": None,
    }
    return Thing(**(told | changes))


def chapters() -> list[Chapter]:
    return [
        Chapter("thermometer", "What was raised", _raised()),
        Chapter("giving", "Giving", _giving()),
        Chapter("ways", "Ways to give", _ways()),
        Chapter("donors", "What a donor sees", _donors()),
    ]


def _raised() -> list[Specimen]:
    ours = {"channel": channel(), "as_of": None, "source": ""}
    states = {
        "on the way": books(),
        "past the target": books(
            raised="£145,000", percent=145, to_go="", above="£45,000"
        ),
        "an old figure: no bar": books(has_bar=False, is_stale=True),
        "a time that nobody knows": books(has_bar=False, as_of=None),
        "without a target": books(target="", has_bar=False),
        "our own checkout": books(own=Thing(payments=812), **ours),
        "our own, nothing yet": books(own=Thing(payments=0), raised="£0", **ours),
        "nothing told yet": books(raised="", has_bar=False),
    }
    figures = "donations/_figures.html"
    lines = [
        Thing(name="Marit Ollerenshaw", amount="£25"),
        Thing(name="A. K.", amount=""),
    ]
    wall = Thing(lines=lines, named=240, others=572)
    ours_too = books(own=Thing(payments=812), wall=wall, **ours)
    return [
        *(Specimen(figures, state, {"books": each}) for state, each in states.items()),
        Specimen("donations/_card.html", "a fundraiser elsewhere", {"books": books()}),
        Specimen("donations/_card.html", "our own checkout", {"books": ours_too}),
        Specimen("donations/_books.html", "the books, with names", {"books": ours_too}),
    ]


def _giving() -> list[Specimen]:
    single = channel(suggested_monthly="", suggested_yearly="", pk=9002)
    sent = GiftForm(single, QueryDict("email=ada&show_name=on"))
    sent.is_valid()
    whole = GiftForm(channel())
    aid = GiftForm(channel(pk=9003))
    aid.fields |= {name: GiftForm.base_fields[name] for name in _aid_fields()}
    aid.fields[
        "gift_aid"
    ].label = "Yes, claim Gift Aid on my gifts. I pay tax in the UK."
    form = "donations/_gift_form.html"
    return [
        Specimen(form, "all rhythms", {"form": whole, "channel": channel()}),
        Specimen(form, "one rhythm, sent back", {"form": sent, "channel": single}),
        Specimen("donations/_gift_aid.html", "Gift Aid", {"form": aid, "words": AID}),
    ]


def _ways() -> list[Specimen]:
    ours = books(own=Thing(payments=812), channel=channel(pk=9004), source="")
    over = books(channel=channel("link", ended_on=date(2022, 12, 31)))
    form = GiftForm(ours.channel)
    way, at = "donations/_way.html", {"level": 3, "sub": 4}
    both = [(books(), None), (ours, form)]
    return [
        Specimen("donations/_ways.html", "two of them", {"open": both}),
        Specimen(way, "a fundraiser elsewhere", {"books": books(), **at}),
        Specimen(way, "our own", {"books": ours, "gift_form": form, **at}),
        Specimen(way, "ended", {"books": over, **at}),
    ]


def _aid_fields() -> list[str]:
    from donations.gift_aid.fields import FIELDS

    return [name for name in FIELDS if name != "aid_wording"]


def _donors() -> list[Specimen]:
    payment = Payment(pk=9001)
    paid = [
        Thing(
            payment=payment,
            amount="£10",
            day=AT.date(),
            number="2022-0001",
            standing=standing,
            back="£4" if standing == Standing.PARTLY else "",
            beneficiary=CHARITY,
        )
        for standing in Standing
    ]
    donation = Donation(channel=channel())
    gift = Thing(
        donation=donation,
        paid=paid,
        wall_name=None,
        rhythm="£10 every month",
        next_day="14 April",
        manage_url="/",
    )
    door = {"url": "/", "is_account": False}
    home = {"gifts": [gift], "has_more": True, "url": "/", "is_account": True}
    return [
        Specimen("donations/_gift.html", "a gift", {"gift": gift, "door": door}),
        Specimen("donations/_my_gifts.html", "at home", home),
    ]


def letters() -> dict[str, dict[str, Any]]:
    told: dict[str, Any] = {
        "name": "Ada",
        "amount": "£10",
        "wish": "£10 every month",
        "channel_title": "Ukraine appeal",
        "campaign_title": CAMPAIGN.title,
        "day": "14 March 2022",
        "next_day": "14 April 2022",
        "number": "2022-0001",
        "manage_url": "/",
        "books_url": "/",
        "gifts_url": "/",
        "desk_url": "/admin/",
        "count": 2,
        "charges": ["ch_1", "ch_2"],
        "old": "£10 every month",
        "new": "£15 every month",
        "charity_number": "1234567",
        "refused": 64,
        "paid": 12,
        "hours": 6,
    }
    to_donors = ("receipt", "card_refused", "gift_ended", "yearly_due", "sum_changed")
    kinds = (*to_donors, "gift_aid_cancelled", "differences", "card_alarm")
    return {f"donations/{kind}": told for kind in kinds}
