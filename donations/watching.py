"""What the Finance desk should know now: lines at the head of its pages."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from config.desk_lines import Line
from donations import alerting, card_testing, deciding, events, stripe_api
from donations.models import Channel, PaymentDecision

About = PaymentDecision.About


def lines(request: HttpRequest) -> Iterator[Line]:
    """For whoever sees the books."""
    if request.user.has_perm("donations.view_payment"):
        yield from _faults()
        yield from _tried_cards()
        yield from _differences()
        yield from _queues()


def _faults() -> Iterator[Line]:
    """Why no gift comes in, or no real one."""
    if not Channel.objects.open().filter(kind=Channel.Kind.CHECKOUT).exists():
        return
    if not stripe_api.is_offered():
        yield Line(_not_offered())
    elif not settings.STRIPE_STANDIN and not stripe_api.is_live():
        yield Line(
            gettext(
                "Stripe's key is a test key: gifts look as if they were paid, and no"
                " money comes in."
            )
        )
    if cache.get(events.OTHER_MODE):
        yield Line(_other_mode())


def _not_offered() -> str:
    names = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
    missing = [name for name in names if not getattr(settings, name)]
    words = ngettext(
        "Nobody can give through our own checkout: %(missing)s is not set. Readers see"
        " no form until it is.",
        "Nobody can give through our own checkout: %(missing)s are not set. Readers see"
        " no form until they are.",
        len(missing),
    )
    return words % {"missing": gettext(" and ").join(missing)}


def _other_mode() -> str:
    theirs, ours = gettext("a test account"), gettext("real money")
    if not stripe_api.is_live():
        theirs, ours = ours, theirs
    return gettext(
        "Stripe sends events of %(theirs)s, but our key is of %(ours)s. They are"
        " dropped: check the key, and the address that Stripe posts to."
    ) % {"theirs": theirs, "ours": ours}


def _tried_cards() -> Iterator[Line]:
    if made := card_testing.alarm():
        yield Line(
            gettext(
                "Thieves may be trying stolen cards: within an hour %(refused)d were"
                " refused, and %(paid)d gifts paid. Until %(time)s, and longer if it"
                " goes on, readers give with their account only."
            )
            % {
                "refused": made.refused_count,
                "paid": made.paid_count,
                "time": card_testing.lasts_until(made),
            }
        )


def _differences() -> Iterator[Line]:
    count = alerting.waiting().count()
    if count:
        yield Line(
            ngettext(
                "Our books and Stripe's differ in one charge.",
                "Our books and Stripe's differ in %(count)d charges.",
                count,
            )
            % {"count": count},
            reverse("admin:donations_bookdifference_changelist") + "?settled=no",
        )


def _queues() -> Iterator[Line]:
    if count := deciding.waiting(About.WARNED).count():
        yield Line(
            ngettext(
                "One payment is warned of as fraud: give it back before a dispute.",
                "%(count)d payments are warned of as fraud: give them back before a"
                " dispute.",
                count,
            )
            % {"count": count},
            _queue(About.WARNED),
        )
    if count := deciding.waiting(About.ODD).count():
        yield Line(
            ngettext(
                "One payment is not what was asked for. It is in no total until you"
                " accept it.",
                "%(count)d payments are not what was asked for. They are in no total"
                " until you accept them.",
                count,
            )
            % {"count": count},
            _queue(About.ODD),
        )


def _queue(about: str) -> str:
    return reverse("admin:donations_payment_changelist") + f"?waits={about}"
