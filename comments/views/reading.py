"""A thread as it is read: its pages and permalinks, and what the pages ask later."""

import time

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.views.machines import ATOM
from comments import addresses, feeds, live, locating, personal, reading
from comments.models import Comment
from comments.reading import MOST_PAGES, Order
from config.public_pages import public_page

Status = Comment.Status
# What may stand behind the address of a page that is kept; `new` is of `locating`.
PARTS = {"sort", "page", "via", "new"}


def _form(request: HttpRequest) -> str | None:
    """The pages of each order.

    Whoever is led to something new gets a page of their own, and whatever else is
    written there, nobody keeps.
    """
    asked = request.GET
    number, order = _number(asked), _order(asked)
    if not asked:
        return ""
    if not set(asked) <= PARTS or number is None or order is None or _is_new(asked):
        return None
    return "" if (number, order) == (1, Order.NEWEST) else f"?{order}.{number}"


@require_safe
@public_page(form=_form)
def thread(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """What readers say about a story, a campaign or a petition."""
    order, number = _order(request.GET), _number(request.GET)
    if number is None or order is None:
        raise Http404
    page = reading.page(addresses.find(kind, **slugs), order=order, number=number)
    if number > 1 and not page.conversations:
        raise Http404
    orders = [it for it in Order if it != Order.FEATURED or page.has_featured]
    context = {"page": page, "orders": orders}
    return render(request, "comments/thread.html", context)


@require_safe
@public_page(form=_form)
def conversation(
    request: HttpRequest, kind: str, root: int, **slugs: str
) -> HttpResponse:
    """One comment with all that was said in answer to it."""
    number = _number(request.GET)
    if number is None:
        raise Http404
    page = reading.conversation(addresses.find(kind, **slugs), root, number=number)
    if page is None or (number > 1 and not page.conversations[0].replies):
        raise Http404
    return render(request, "comments/conversation.html", {"page": page})


@never_cache
@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A permalink. What is hidden is gone or not found, and nobody is told why."""
    found = get_object_or_404(
        Comment.objects.select_related(
            "root", "thread__story__campaign", "thread__campaign", "thread__petition"
        ),
        pk=pk,
    )
    if not found.thread.subject.is_public:
        raise Http404
    if found.is_published:
        return redirect(locating.url(found))
    if own := _for_its_author(request, found):
        return redirect(own)
    if found.status in (Status.DELETED, Status.REMOVED):
        return render(request, "410.html", status=410)
    raise Http404


def _for_its_author(request: HttpRequest, comment: Comment) -> str | None:
    """Where its author sees how it stands; None for anybody else."""
    if not request.user.is_authenticated or request.user.pk != comment.author_id:
        return None
    try:
        return reverse("comments:mine")
    except NoReverseMatch:
        return None


@require_safe
@public_page(open_to_other_sites=True)
def count(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """How many comments there are, and when the last ones were published."""
    return JsonResponse(live.of(addresses.find(kind, **slugs)))


@require_safe
@public_page(open_to_other_sites=True)
def feed(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    found = feeds.of_thread(addresses.find(kind, **slugs))
    return HttpResponse(found, content_type=ATOM)


@never_cache
@require_safe
def mine(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """What differs for the reader who is signed in, of the comments that are named."""
    subject = addresses.find(kind, **slugs)
    if not request.user.is_authenticated:
        return JsonResponse({"is_reader": False})
    ids = personal.ids(request.GET.get("ids", ""))
    told = personal.of(request.user, ids, now=timezone.now())
    told["follows"] = personal.follows(request.user, subject)
    return JsonResponse(told)


def _number(asked: QueryDict) -> int | None:
    """The number of a page, from 1; None for anything else."""
    text = asked.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    number = int(text)
    return number if 1 <= number <= MOST_PAGES else None


def _order(asked: QueryDict) -> Order | None:
    order = asked.get("sort", Order.NEWEST)
    return Order(order) if order in Order.values else None


def _is_new(asked: QueryDict) -> bool:
    """Whether a permalink led here just now, to a comment of just now."""
    text = asked.get("new", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return False
    return abs(time.time() - int(text)) < locating.FRESH.total_seconds()
