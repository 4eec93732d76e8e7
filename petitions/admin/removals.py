"""Taking signatures out of a count at the desk, and putting them back."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.rechecking import fresh
from config.paging import BoundedPaginator
from petitions import removing
from petitions.models import Petition, Removal, Signature

PERMISSION = "petitions.remove_signature"
COLUMNS = (
    *("asked_at", "petition", "words", "removed", "by", "state"),
    *("undone_by", "note"),
)
# So many are shown as an example of what was chosen.
EXAMPLES = 5


class RemoveForm(forms.ModelForm):
    # How many the form was shown for: a list that grew meanwhile is looked at again.
    expected = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Removal
        fields = ["words", "note"]
        widgets = {
            "words": forms.TextInput({"class": "vLargeTextField"}),
            "note": forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {
            "words": _(
                "Everybody reads this in the petition's public ledger. Name nobody."
            ),
            "note": _("Only the newsroom reads this."),
        }


def ask(request: HttpRequest, signatures: QuerySet[Signature]) -> HttpResponse | None:
    """The form for what was chosen in the list; a good one is carried out.

    None leads back to the list, with a word of what was done.
    """
    own = signatures.filter(status__in=removing.REMOVABLE)
    petitions = list(Petition.objects.filter(pk__in=own.values("petition")))
    if len(petitions) != 1:
        messages.error(request, _why_not(len(petitions)))
        return None
    count = own.count()
    sent = request.POST if "apply" in request.POST else None
    form = RemoveForm(sent, initial={"expected": count})
    if sent and form.is_valid():
        if form.cleaned_data["expected"] == count:
            _remove(request, petitions[0], own, form)
            return None
        form = RemoveForm(sent.dict() | {"expected": str(count)})
        form.add_error(None, _("The list has changed. Please look at it once more."))
    return _page(request, petitions[0], own, count, form)


def _why_not(petitions: int) -> str:
    if not petitions:
        return gettext("None of these counts or is held, so none can be removed.")
    return gettext(
        "These belong to more than one petition. Filter the list by one of them:"
        " each removal has its own public line."
    )


def _remove(
    request: HttpRequest,
    petition: Petition,
    chosen: QuerySet[Signature],
    form: RemoveForm,
) -> None:
    removal = removing.start(
        petition,
        chosen,
        words=form.cleaned_data["words"],
        note=form.cleaned_data["note"],
        by=cast(User, request.user),
    )
    moved = removing.carry_out(removal.pk)
    said = ngettext(
        "%d signature was taken out of the count.",
        "%d signatures were taken out of the count.",
        moved,
    )
    messages.success(request, said % moved)


def _page(
    request: HttpRequest,
    petition: Petition,
    chosen: QuerySet[Signature],
    count: int,
    form: RemoveForm,
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Take signatures out of the count"),
        "petition": petition,
        "count": count,
        "examples": chosen.order_by("-pk")[:EXAMPLES],
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "is_all": request.POST.get("select_across", "0"),
        "form": form,
        "opts": Signature._meta,
    }
    status = 422 if form.is_bound else 200
    return render(
        request, "admin/petitions/removal/remove.html", context, status=status
    )


@admin.register(Removal)
class RemovalAdmin(admin.ModelAdmin):
    """What was removed, to be read, and undone as a whole."""

    list_display = COLUMNS[:-2]
    list_filter = ["petition"]
    list_select_related = ["petition", "by", "undone_by"]
    show_full_result_count = False
    paginator = BoundedPaginator
    fields = readonly_fields = COLUMNS
    change_form_template = "admin/petitions/removal/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        undo_path = path(
            "<int:pk>/undo/",
            self.admin_site.admin_view(fresh(undo)),
            name="petitions_removal_undo",
        )
        return [undo_path, *super().get_urls()]

    @admin.display(description=_("signatures"))
    def removed(self, removal: Removal) -> int:
        return removal.signatures.filter(removed_at__isnull=False).count()

    @admin.display(description=_("state"))
    def state(self, removal: Removal) -> str:
        if removal.undone_at:
            return gettext("put back")
        if removal.undo_asked_at:
            return gettext("being put back")
        return gettext("removed") if removal.finished_at else gettext("being removed")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Removal | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Removal | None = None
    ) -> bool:
        return False


def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put all of a removal back. Takes a post."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    removal = get_object_or_404(Removal, pk=pk)
    back = redirect("admin:petitions_removal_change", pk)
    if request.method != "POST":
        return back
    try:
        removing.undo(removal, by=cast(User, request.user))
    except removing.NothingToUndo:
        messages.info(request, _("It was undone already."))
        return back
    moved = removing.carry_out(removal.pk)
    said = ngettext(
        "%d signature counts as before.", "%d signatures count as before.", moved
    )
    messages.success(request, said % moved)
    return back
