"""Pictures inside a story, as the editor of stories asks for them at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.body.forms import DescribeForm, PictureForm
from campaigns.models import BodyPicture, Story
from config import public_pages

View = Callable[..., HttpResponse]
MOST_NAMED = 200


def for_editors(view: View) -> View:
    """Who may write stories. That they are staff, the guard of the desk has seen to."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if not person.has_perms(["campaigns.add_story", "campaigns.change_story"]):
            return JsonResponse({}, status=403)
        return view(request, *args, **kwargs)

    return wrapper


@for_editors
@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest) -> HttpResponse:
    """The pictures of a story, and those that its unsaved text names; or a new one."""
    if request.method == "POST":
        return _add(request)
    named = request.GET.get("named", "").split(",")[:MOST_NAMED]
    found = BodyPicture.objects.filter(
        Q(story__isnull=False, story=_number(request.GET.get("story", "")))
        | Q(story=None, pk__in=filter(None, map(_number, named)))
    )
    told = [_told(each) for each in found]
    # Whoever signed in again on another tab has another token, also for the story.
    return JsonResponse({"pictures": told, "token": get_token(request)})


@for_editors
@require_POST
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a picture."""
    picture = get_object_or_404(BodyPicture, pk=pk)
    form = DescribeForm(_posted(request), instance=picture)
    if not form.is_valid():
        return _refused(form)
    saved = form.save()
    if saved.story:
        public_pages.forget(saved.story.get_absolute_url())
    return JsonResponse(_told(saved))


def _add(request: HttpRequest) -> HttpResponse:
    number = _number(request.POST.get("story", ""))
    story = Story.objects.filter(pk=number).first() if number else None
    form = PictureForm(
        _posted(request), _files(request), instance=BodyPicture(story=story)
    )
    if not form.is_valid():
        return _refused(form)
    return JsonResponse(_told(form.save()))


def _posted(request: HttpRequest) -> dict[str, str]:
    return {
        f"picture_{name}": request.POST.get(name, "")
        for name in ("alt", "caption", "credit")
    }


def _files(request: HttpRequest) -> MultiValueDict[str, Any]:
    return MultiValueDict({"picture_file": request.FILES.getlist("file")})


def _refused(form: ModelForm) -> HttpResponse:
    errors = {
        name.removeprefix("picture_"): [str(each) for each in said]
        for name, said in form.errors.items()
    }
    return JsonResponse({"errors": errors}, status=422)


def _told(row: BodyPicture) -> dict[str, Any]:
    picture = row.picture
    return {
        "pk": str(row.pk),
        "url": picture.url if picture else "",
        "alt": row.picture_alt,
        "caption": row.picture_caption,
        "credit": row.picture_credit,
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
