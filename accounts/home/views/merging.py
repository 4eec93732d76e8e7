"""Merging: the other address, two codes, and one more question."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.home import asking, merging
from accounts.home.forms import AddressForm
from accounts.home.guarding import not_for_staff, reader
from accounts.home.views import two_codes
from accounts.models import Merger


@not_for_staff
def merge(request: HttpRequest) -> HttpResponse:
    """Asks for the other address; the answer is the same whether it opens anything."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            merging.ask(reader(request), form.cleaned_data["email"])
        except asking.TooMany:
            return two_codes.asked_too_often(request)
        return redirect("home:merge_codes")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/home/merge.html", {"form": form}, status=status)


@not_for_staff
def codes(request: HttpRequest) -> HttpResponse:
    merger = asking.newest(Merger, reader(request))
    if merger is None:
        return two_codes.begin_anew(request, "home:merge")
    form = two_codes.form_of(request, merger)
    if form.is_valid():
        if merging.prove(merger, **form.cleaned_data):
            return redirect("home:merge_sure")
        form.refuse()
    return two_codes.page(request, "accounts/home/merge_codes.html", form)


@not_for_staff
def sure(request: HttpRequest) -> HttpResponse:
    """Asks once more, in plain words; only the button here merges."""
    merger = merging.proved(reader(request))
    if merger is None:
        return two_codes.begin_anew(request, "home:merge")
    if request.method != "POST":
        context = {"own": merger.user.email, "other": merger.other_email}
        return render(request, "accounts/home/merge_sure.html", context)
    try:
        merging.merge(merger)
    except merging.CannotMerge:
        return two_codes.begin_anew(request, "home:merge")
    messages.success(request, _("Your two accounts are one now."))
    return redirect("home:index")
