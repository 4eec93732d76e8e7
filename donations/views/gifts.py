"""A donor's own gifts: by the link in a receipt, or signed in.

Both doors lead to the same pages. The link opens the gifts of one mailbox, the account
those of all addresses that its reader proved.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.home.guarding import reader, readers_only
from config.guards import at_secret_address, post_from_own_site
from donations import gifts, own, receipts, walls
from donations.gift_aid import claiming, declaring
from donations.models import Donation, Payment, WallName
from donations.wall_forms import WallForm
from mailroom.tokens import BadToken

SAID = ("sent", "too often", "name", "gift aid")


class Door(NamedTuple):
    """By which way somebody came to their gifts: these, and where their pages are."""

    donations: QuerySet[Donation]
    url: str
    is_account: bool


View = Callable[..., HttpResponse]


def _by_account(view: View) -> View:
    @readers_only
    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        donations = own.of_reader(reader(request))
        door = Door(donations, reverse("donations:my_gifts"), is_account=True)
        return view(request, door, **kwargs)

    return wrapper


def _by_link(view: View) -> View:
    """Find the gifts that a receipt's link opens, or show that it opens nothing."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @at_secret_address
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            donations = own.read(token)
        except BadToken:
            return render(request, "donations/link_ended.html", status=404)
        url = reverse("donations:gifts", args=[token])
        door = Door(donations, url, is_account=False)
        if request.method == "POST":
            guarded = post_from_own_site(lambda posted: view(posted, door, **kwargs))
            return guarded(request)
        return view(request, door, **kwargs)

    return wrapper


def _page(request: HttpRequest, door: Door) -> HttpResponse:
    found = gifts.of(door.donations)
    said = request.GET.get("said", "")
    context = {
        "door": door,
        "gifts": found,
        "years": gifts.years(found),
        "said": said if said in SAID else "",
    }
    return render(request, "donations/gifts.html", context)


def _year(request: HttpRequest, door: Door, year: int) -> HttpResponse:
    """A page to print: every payment of a year, and what they come to."""
    paid = gifts.of_year(door.donations, year)
    if not paid:
        raise Http404
    context = {
        "door": door,
        "year": year,
        "paid": paid,
        "totals": gifts.totals(paid),
        "name": next((it.payment.donation.name for it in reversed(paid)), ""),
    }
    return render(request, "donations/gifts_of_year.html", context)


def _send(request: HttpRequest, door: Door) -> HttpResponse:
    """Have a receipt sent once more, to the address that its gift was given with."""
    if request.method != "POST":
        return redirect(door.url)
    asked = request.POST.get("payment", "")
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    )
    payments = Payment.objects.filter(donation__in=door.donations)
    payment = get_object_or_404(payments.select_related("donation"), pk=number)
    mailbox = bytes(payment.donation.donor_key).hex()
    if limits.first_wait([("receipts sent again to a mailbox", mailbox)]):
        return redirect(f"{door.url}?said=too+often")
    receipts.post(payment)
    return redirect(f"{door.url}?said=sent")


def _name(request: HttpRequest, door: Door, pk: UUID) -> HttpResponse:
    """Whether and how a gift stands on the wall: the box, the name, the amount."""
    donations = door.donations.select_related("channel__campaign", "wall_name")
    donation = get_object_or_404(donations, pk=pk)
    kept: WallName | None = getattr(donation, "wall_name", None)
    is_hidden = kept is not None and kept.status == WallName.Status.HIDDEN
    form = WallForm(
        request.POST if request.method == "POST" else None, initial=_shown(kept)
    )
    if form.is_bound and form.is_valid():
        walls.choose(donation, form.choice())
        return redirect(f"{door.url}?said=name")
    context = {
        "door": door,
        "donation": donation,
        "form": form,
        "kept": kept,
        "is_hidden": is_hidden,
    }
    status = 422 if form.is_bound else 200
    return render(request, "donations/wall_name.html", context, status=status)


def _gift_aid(request: HttpRequest, door: Door, pk: UUID) -> HttpResponse:
    """What cancelling a declaration means, and the button that does it."""
    donations = door.donations.select_related("channel", "gift_aid__wording")
    donation = get_object_or_404(donations, pk=pk, gift_aid__isnull=False)
    declaration = donation.gift_aid
    if request.method == "POST":
        declaring.cancel_own(declaration)
        return redirect(f"{door.url}?said=gift+aid")
    claimed = claiming.claimed_of_donor(declaration)
    context = {
        "door": door,
        "donation": donation,
        "declaration": declaration,
        "claimed": claimed.count(),
        "words": declaration.wording.text,
    }
    return render(request, "donations/gift_aid_cancel.html", context)


def _shown(kept: WallName | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {
        "show_name": True,
        "wall_name": kept.name,
        "show_amount": kept.shows_amount,
    }


of_mailbox, of_reader = _by_link(_page), _by_account(_page)
year_of_mailbox, year_of_reader = _by_link(_year), _by_account(_year)
send_receipt, send_my_receipt = _by_link(_send), _by_account(_send)
name, my_name = _by_link(_name), _by_account(_name)
gift_aid, my_gift_aid = _by_link(_gift_aid), _by_account(_gift_aid)
