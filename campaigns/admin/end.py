"""The desk's page that ends a campaign: what will happen, and one button."""

from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns import buttons, ending
from campaigns.buttons import Button
from campaigns.models import Campaign

PERMISSION = "campaigns.change_campaign"


def button(campaign: Campaign, user: User | AnonymousUser) -> list[Button]:
    """The way to that page, while there is something to end."""
    if campaign.ended_on or not user.has_perm(PERMISSION):
        return []
    url = reverse("admin:campaign_end", args=[campaign.pk])
    return [Button(_("End this campaign"), url)]


def page(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    campaign = get_object_or_404(Campaign, pk=pk)
    if request.method == "POST":
        return _end(request, campaign)
    context = admin.site.each_context(request) | {
        "title": _("End this campaign"),
        "campaign": campaign,
        "opts": Campaign._meta,
    }
    return render(request, "admin/campaigns/campaign/end.html", context)


def _end(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    try:
        ending.end(campaign, on=timezone.localdate())
    except ending.NotRunning:
        messages.error(request, _("The campaign had ended already."))
    else:
        said = _("The campaign has ended. It now stands in the archive.")
        messages.success(request, said)
    return redirect("admin:campaigns_campaign_change", campaign.pk)


buttons.register(button)
