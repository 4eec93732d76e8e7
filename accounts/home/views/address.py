"""Changing the address: asked for, confirmed by two codes, undone by a link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.home import asking, changing, proofs
from accounts.home.forms import AddressForm
from accounts.home.guarding import not_for_staff, reader, readers_only
from accounts.home.views import two_codes
from accounts.models import AddressChange
from config.guards import at_secret_address, post_from_own_site
from mailroom import addresses, caps
from mailroom.addresses import masked


@not_for_staff
def address(request: HttpRequest) -> HttpResponse:
    """Asks for the new address; the answer is the same whoever has it."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            changing.ask(reader(request), form.cleaned_data["email"])
        except asking.TooMany:
            return two_codes.asked_too_often(request)
        return redirect("home:address_codes")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/home/address.html", {"form": form}, status=status)


@not_for_staff
def codes(request: HttpRequest) -> HttpResponse:
    """Takes the two codes; where none are on their way, back to the beginning."""
    change = asking.newest(AddressChange, reader(request))
    if change is None:
        return two_codes.begin_anew(request, "home:address")
    form = two_codes.form_of(request, change)
    if form.is_valid():
        if changing.confirm(change, **form.cleaned_data):
            messages.success(request, _("Your address is changed."))
            return redirect("home:index")
        form.refuse()
    return two_codes.page(request, "accounts/home/address_codes.html", form)


@never_cache
@at_secret_address
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """From the letter to the former address: a button, and what it did."""
    change = proofs.row_of(AddressChange, token)
    if change is None or not change.can_be_undone:
        return render(request, "accounts/home/link_ended.html", status=410)
    if request.method == "POST":
        return post_from_own_site(_undo)(request, change)
    context = {"new": masked(change.other_email), "own": masked(change.former_email)}
    return render(request, "accounts/home/address_undo.html", context)


def _undo(request: HttpRequest, change: AddressChange) -> HttpResponse:
    try:
        is_undone = changing.undo(change)
    except changing.Taken:
        return render(request, "accounts/home/address_taken.html", status=409)
    if not is_undone:
        return render(request, "accounts/home/link_ended.html", status=410)
    return render(request, "accounts/home/address_undone.html")


@require_POST
@readers_only
def letters_again(request: HttpRequest) -> HttpResponse:
    """Takes "never write to me" back, for the mailbox that this reader has proved."""
    caps.lift(addresses.mailbox_key(addresses.parse(reader(request).email)))
    messages.success(request, _("We write to you again when you ask for it."))
    return redirect("home:index")
