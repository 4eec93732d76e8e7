"""Monthly and yearly gifts: how they are told, who may change them, and where."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from accounts import owning
from accounts.models import User
from donations import money, stripe_api
from donations.models import Donation, Subscription
from mailroom import addresses, tokens
from mailroom.tokens import BadToken

# What the token of a letter's link is for.
MANAGE = "gift"
# Said by the address to which Stripe's portal leads back.
BACK = "back"


def is_running(donation: Donation) -> bool:
    """Whether it will be charged again."""
    subscription = of(donation)
    return subscription is not None and subscription.is_running


def of(donation: Donation) -> Subscription | None:
    """What Stripe says of a monthly or yearly gift; None before it was begun there."""
    try:
        return donation.subscription
    except Subscription.DoesNotExist:
        return None


def told(amount_minor: int, currency: str, interval: str) -> str:
    """A sum with its rhythm: "£5 every month"; of a single gift the sum alone."""
    amount = money.shown(amount_minor, currency)
    if interval == Donation.Interval.MONTH:
        return gettext("%s every month") % amount
    if interval == Donation.Interval.YEAR:
        return gettext("%s every year") % amount
    return amount


def of_reader(request: HttpRequest, donation: Donation) -> bool:
    """Whether who is signed in proved to hold the mailbox that the gift came from."""
    if not isinstance(request.user, User) or not donation.email:
        return False
    giver = addresses.parse(donation.email).canonical
    return giver in {each.canonical for each in owning.proved(request.user)}


def path(subscription: Subscription) -> str:
    """The page from which whoever holds the mailbox changes or stops a gift."""
    token = tokens.make(MANAGE, subscription.pk, bytes(subscription.salt))
    return reverse("donations:manage_link", args=[token])


def sum_path(subscription: Subscription) -> str:
    """Where the same person changes its sum."""
    token = tokens.make(MANAGE, subscription.pk, bytes(subscription.salt))
    return reverse("donations:sum_by_letter", args=[token])


def link(subscription: Subscription) -> str:
    """The same, in letters."""
    return f"{settings.SITE_URL}{path(subscription)}"


def read_link(token: str) -> Subscription:
    """The gift that a letter's link belongs to. Raises BadToken."""
    claim = tokens.claim(token)
    rows = Subscription.objects.select_related("donation__channel__campaign")
    found = rows.filter(pk=claim.pk).first()
    if found is None or not claim.is_true(MANAGE, bytes(found.salt)):
        raise BadToken
    return found


def open_portal(subscription: Subscription, *, page: str) -> str:
    """Where Stripe lets its donor change the card, or stop it; leads back to `page`.

    Raises stripe_api.Away and stripe_api.Refused.
    """
    back_url = f"{settings.SITE_URL}{page}?{BACK}=1"
    return stripe_api.open_portal(subscription.customer_id, back_url=back_url)
