"""The petition's card for other sites' pages, and the page that says how to use it."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe

from campaigns import taking_down
from config import policy
from config.page_bytes import Lifetime
from config.public_pages import public_page
from petitions import embedding, figures
from petitions.models import Petition

CARD_SECONDS = 60
SCRIPT_SECONDS = 300


def _theme(request: HttpRequest) -> str:
    theme = request.GET.get("theme", "")
    return theme if theme in embedding.THEMES else ""


def _form(request: HttpRequest) -> str:
    theme = _theme(request)
    return f"?theme={theme}" if theme else ""


@require_safe
@public_page(
    open_to_other_sites=True,
    may_be_framed=True,
    form=_form,
    lifetime=Lifetime(in_caches=CARD_SECONDS),
)
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, number and one link. Nobody signs inside another site's frame."""
    petition = Petition.objects.public().filter(slug=slug).first()
    theme = {"theme": _theme(request)}
    if petition is None:
        return _missing(request, theme)
    context = theme | {"petition": petition, "figures": figures.of(petition)}
    return render(request, "petitions/embed/card.html", context)


def _missing(request: HttpRequest, theme: dict[str, str]) -> HttpResponse:
    """In words: a browser shows nothing of an answer that must not be framed."""
    status = 410 if taking_down.gone(request.path) else 404
    response = render(request, "petitions/embed/missing.html", theme, status=status)
    policy.let_be_framed(response)
    return response


@require_safe
@public_page(
    open_to_other_sites=True, lifetime=Lifetime(SCRIPT_SECONDS, SCRIPT_SECONDS)
)
def script(request: HttpRequest) -> HttpResponse:
    """`<petition-card>` for other sites' pages, in the language of this one."""
    context = {"words": _json(_words()), "site_url": _json(f"{settings.SITE_URL}/")}
    return HttpResponse(
        render_to_string("petitions/embed/petition-card.js", context),
        content_type="text/javascript; charset=utf-8",
    )


def _words() -> dict[str, object]:
    """What the card says. None depends on the number: a script knows no plurals."""
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "site": settings.NEWSROOM_NAME,
        "to": gettext("A petition to {target}"),
        "signed": gettext("signed so far"),
        "signedInAll": gettext("signed in all"),
        # xgettext:no-python-format  # noqa: ERA001
        "percent": gettext("{percent}% of {goal}"),
        "sign": gettext("Sign the petition"),
        "read": gettext("Read the petition"),
        "paused": gettext("Signing is paused"),
        "closed": gettext("This petition has closed"),
        "won": gettext("This petition was won"),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@require_safe
@public_page()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """How to put the card on a page of one's own."""
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    context = {
        "petition": petition,
        "card_path": embedding.path(petition),
        "snippets": embedding.snippets(petition),
    }
    return render(request, "petitions/embed/page.html", context)
