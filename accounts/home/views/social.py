"""Doors of other companies: going over there, and taking one away again."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import social
from accounts.home.guarding import from_own_site, not_for_staff, reader


@require_POST
@never_cache
@from_own_site
def go(request: HttpRequest, key: str) -> HttpResponse:
    """Over to the company, by a press of its button on a page of ours."""
    answer = social.begin(request, key)
    if answer is None:
        raise Http404
    return answer


@require_POST
@not_for_staff
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """A code by letter always opens the account, so the last one may go too."""
    SocialAccount.objects.filter(user=reader(request), pk=pk).delete()
    messages.success(request, _("It does not open your account any more."))
    return redirect(f"{reverse('home:index')}#ways-in")
