"""Appeals and notices of illegal content: lists to read, and a page to decide on.

Each list shows first what is open, the oldest on top.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import appealing, authors, complaining
from comments.admin.queue import MODERATE
from comments.models import Appeal, LegalComplaint
from comments.reasons import Reason
from config import wording
from config.paging import BoundedPaginator

Button = tuple[str, Any]
OPEN = "open"


class AnswerForm(forms.Form):
    """The reasons of a decision."""

    answer = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea({"rows": 5, "class": "vLargeTextField"}),
    )

    def __init__(self, data: Any, *, longest: int, help_text: Any) -> None:
        super().__init__(data)
        field = cast(forms.CharField, self.fields["answer"])
        field.max_length = longest
        field.validators.append(MaxLengthValidator(longest))
        field.help_text = help_text


class State(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Button]:
        return [(OPEN, _("open")), ("decided", _("decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "open":
                return queryset.filter(outcome=OPEN)
            case "decided":
                return queryset.exclude(outcome=OPEN)
            case _:
                return queryset


class DecidedOnAPage(admin.ModelAdmin):
    """A list whose rows are read and decided, never written at the desk."""

    list_filter = [State]
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    change_form_template = "admin/comments/decide.html"
    # What the buttons send, and what is written on them.
    buttons: tuple[Button, ...] = ()
    longest = 500
    help_text: Any = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        is_decided = Case(When(outcome=OPEN, then=Value(0)), default=Value(1))
        return found.order_by(is_decided, "pk")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The facts and the form; a post with one of the buttons decides."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        is_sent = request.method == "POST"
        form = AnswerForm(
            request.POST if is_sent else None,
            longest=self.longest,
            help_text=self.help_text,
        )
        if is_sent:
            self._require(request, row)
            pressed = request.POST.get("outcome", "")
            if pressed in dict(self.buttons) and form.is_valid():
                answer = form.cleaned_data["answer"]
                self.decide(row, pressed, answer, cast(User, request.user))
                messages.success(request, gettext("It is decided, and told."))
                return HttpResponseRedirect(self._list_url())
        context = self._context(request, row, form) | (extra_context or {})
        status = 422 if is_sent else 200
        return render(request, self.change_form_template, context, status=status)

    def _require(self, request: HttpRequest, row: Any) -> None:
        if not request.user.has_perm(MODERATE) or self.why_not(request, row):
            raise PermissionDenied

    def _context(self, request: HttpRequest, row: Any, form: forms.Form) -> Any:
        comment = row.comment
        author = comment.author if comment else None
        return self.admin_site.each_context(request) | {
            "title": str(self.opts.verbose_name).capitalize(),
            "row": row,
            "comment": comment,
            "facts": authors.facts([author])[author.pk] if author else None,
            "form": form,
            "buttons": self.buttons,
            "why_not": self.why_not(request, row),
            "may_decide": request.user.has_perm(MODERATE),
            "steps": [(it, _label(it.reason)) for it in _steps(comment)],
            "told": self.told(row),
            "opts": self.opts,
            "list_url": self._list_url(),
        }

    def _list_url(self) -> str:
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return f"{reverse(f'admin:{name}')}?state={OPEN}"

    def why_not(self, request: HttpRequest, row: Any) -> str:
        """Why it cannot be decided by this person, in words; "" when it can."""
        raise NotImplementedError

    def decide(self, row: Any, outcome: str, answer: str, by: User) -> bool:
        raise NotImplementedError

    def told(self, row: Any) -> list[tuple[Any, Any]]:
        """What was said, each with its label."""
        raise NotImplementedError

    @admin.display(description=_("comment"))
    def said(self, row: Any) -> str:
        return row.comment.body[:120] if row.comment else "-"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _steps(comment: Any) -> Any:
    return comment.actions.select_related("actor") if comment else []


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _label(reason: str) -> str:
    return str(Reason(reason).label) if reason in Reason.values else ""


@admin.register(Appeal)
class AppealAdmin(DecidedOnAPage):
    list_display = ["said", "words", "at", "outcome", "decided_by"]
    list_select_related = ["comment", "decided_by"]
    buttons = (
        ("restored", _("Restore the comment")),
        ("upheld", _("The decision stands")),
    )
    help_text = _("The author reads these words.")

    def why_not(self, request: HttpRequest, row: Appeal) -> str:
        return appealing.why_not(row, cast(User, request.user))

    def decide(self, row: Appeal, outcome: str, answer: str, by: User) -> bool:
        press: Callable[[Appeal, User, str], bool] = (
            appealing.restore if outcome == "restored" else appealing.uphold
        )
        return press(row, by, answer)

    def told(self, row: Appeal) -> list[tuple[Any, Any]]:
        return [(_("The author says"), row.words), (_("Sent"), _moment(row.at))]


@admin.register(LegalComplaint)
class LegalComplaintAdmin(DecidedOnAPage):
    list_display = [
        "reference",
        "where",
        "grounds_begun",
        "at",
        "outcome",
        "decided_by",
    ]
    list_select_related = ["comment", "decided_by"]
    buttons = (
        ("removed", _("Remove it: it is against the law")),
        ("kept", _("Leave it where it is")),
    )
    longest = 2000
    help_text = _(
        "Whoever sent the notice reads these words, and so does the author when the"
        " comment is removed: the facts, and the law or the rule. Name nobody."
    )

    @admin.display(description=_("where"))
    def where(self, row: LegalComplaint) -> str:
        if row.comment is None:
            return row.place
        url = reverse("admin:comments_comment_change", args=[row.comment.pk])
        return format_html('<a href="{}">{}</a>', url, Truncator(row.comment).words(8))

    @admin.display(description=_("why it is against the law"))
    def grounds_begun(self, row: LegalComplaint) -> str:
        return row.grounds[:120]

    def why_not(self, request: HttpRequest, row: LegalComplaint) -> str:
        return "" if row.is_open else gettext("This notice is decided.")

    def decide(self, row: LegalComplaint, outcome: str, answer: str, by: User) -> bool:
        return complaining.decide(row, outcome, answer, by=by)

    def told(self, row: LegalComplaint) -> list[tuple[Any, Any]]:
        who = wording.listed([row.name, row.email])
        about = [(_("About the abuse of children"), _("yes"))]
        return [
            (_("Reference"), row.reference),
            (_("Where"), row.place),
            (_("Why it is against the law"), row.grounds),
            *(about if row.is_of_children else []),
            (_("From"), who or _("somebody who is not named")),
            (_("Received"), _moment(row.at)),
        ]
