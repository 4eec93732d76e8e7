"""All stories about one thing, and the things there are stories about."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.models import Story, Topic
from config.public_pages import public_page

PAGE_SIZE, MOST_PAGES = 20, 50


def _form(request: HttpRequest) -> str | None:
    """The pages of the list; whatever else is written there, nobody keeps."""
    asked = request.GET.get("page")
    if asked is None:
        return ""
    number = _number(asked)
    return f"?page={number}" if number else None


@require_safe
@public_page(form=_form)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    number = _number(request.GET.get("page", "1"))
    stories = Story.objects.published().filter(topics=found).defer("body")
    pages = Paginator(stories.select_related("campaign"), PAGE_SIZE)
    if number is None or number > pages.num_pages:
        raise Http404
    context = {"topic": found, "stories": pages.page(number)}
    return render(request, "campaigns/topic.html", context)


@require_safe
@public_page()
def topics(request: HttpRequest) -> HttpResponse:
    told = Topic.objects.filter(stories__in=Story.objects.published())
    context = {"topics": told.annotate(how_many=Count("stories")).order_by("name")}
    return render(request, "campaigns/topics.html", context)


def _number(text: str) -> int | None:
    """The number of a page, from 1; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    number = int(text)
    return number if 1 <= number <= MOST_PAGES else None
