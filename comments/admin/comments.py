"""All comments as a list of the admin: to find one, and what became of it.

The daily work is done in the queues (`comments.admin.queue`), which this list leads to.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff import rechecking
from comments import authors, batching, queues
from comments.admin import author, printing, queue
from comments.models import Batch, Comment
from comments.reasons import Reason
from config.paging import BoundedPaginator

Kind = Batch.Kind
rechecking.spare_few("admin:comments_comment_changelist", queue.FEW)


class Queue(SimpleListFilter):
    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, found.label) for name, found in queues.ALL.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Comment]
    ) -> QuerySet[Comment]:
        asked = self.value()
        if asked not in queues.ALL:
            return queryset
        return queryset.filter(queues.ALL[asked].rows())


class WithFacts(ChangeList):
    """A page of the list, whose authors are looked up all at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        people = [it.author for it in self.result_list if it.author]
        facts = authors.facts(people)
        for comment in self.result_list:
            comment.facts = facts.get(comment.author_id)


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["said", "where", "who", "status", "reported", "created_at"]
    list_filter = [Queue, "status"]
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    ordering = ["-pk"]
    search_fields = ["author__email"]
    search_help_text = _("An author's email address.")
    change_list_template = "admin/comments/comment/change_list.html"
    fields = readonly_fields = (
        *("said", "where", "who", "status", "history", "reports_told", "steps"),
        *("outside", "created_at", "published_at", "edited_at"),
        *("featured_at", "featured_by"),
    )

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Any, str]] = [
            ("queue/<slug:name>/", queue.show, "queue"),
            ("undo/<int:pk>/", queue.undo, "undo"),
            ("author/<int:pk>/", author.show, "author"),
            ("lift/<int:pk>/", author.lift, "lift"),
            ("print/", printing.show, "printing"),
            ("print/list/", printing.take, "print_list"),
            ("<int:pk>/print/", printing.pick, "print_pick"),
        ]
        own = [
            path(at, self.admin_site.admin_view(view), name=f"comments_{name}")
            for at, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        found: QuerySet[Comment] = super().get_queryset(request)
        open_ones = Q(reports__isnull=False, reports__decided_at=None)
        with_places = found.select_related(*queues.WITH_PLACES)
        return with_places.annotate(open_reports=Count("reports", filter=open_ones))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WithFacts

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = [(name, it.label) for name, it in queues.ALL.items()]
        return super().changelist_view(
            request, (extra_context or {}) | {"queues": links}
        )

    @admin.display(description=_("text"))
    def said(self, comment: Comment) -> str:
        return comment.body or "-"

    @admin.display(description=_("where"))
    def where(self, comment: Comment) -> str:
        return format_html(
            '<a href="{}">{}</a>', comment.get_absolute_url(), comment.thread.subject
        )

    @admin.display(description=_("author"))
    def who(self, comment: Comment) -> str:
        """With how much of theirs was published and refused."""
        if comment.author is None:
            return "-"
        facts = (
            getattr(comment, "facts", None)
            or authors.facts([comment.author])[comment.author.pk]
        )
        told = gettext("%(published)d published, %(refused)d refused") % {
            "published": facts.published,
            "refused": facts.refused,
        }
        url = reverse("admin:comments_author", args=[comment.author.pk])
        return format_html(
            '<a href="{}">{}</a><br><small>{}</small>', url, comment.author, told
        )

    @admin.display(description=_("open reports"), ordering="open_reports")
    def reported(self, comment: Comment) -> int:
        return int(getattr(comment, "open_reports", 0))

    @admin.display(description=_("this author"))
    def history(self, comment: Comment) -> str:
        if comment.author_id is None:
            return "-"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:comments_author", args=[comment.author_id]),
            _("all their comments; warn, suspend or ban"),
        )

    @admin.display(description=_("reports"))
    def reports_told(self, comment: Comment) -> str:
        rows = (
            (Reason(it.reason).label, it.words, it.weight)
            for it in comment.reports.all()[:50]
            if it.reason in Reason.values
        )
        return format_html_join("", "<div>{} {} ({})</div>", rows) or "-"

    @admin.display(description=_("steps"))
    def steps(self, comment: Comment) -> str:
        rows = (
            (
                timezone.localtime(it.at).strftime("%Y-%m-%d %H:%M"),
                *(it, it.actor or it.rule, it.reason, it.note),
            )
            for it in comment.actions.select_related("actor")[:50]
        )
        return format_html_join("", "<div>{} {} {} {} {}</div>", rows) or "-"

    @admin.display(description=_("checker outside the site"))
    def outside(self, comment: Comment) -> str:
        rows = (
            (it.get_state_display(), it.label, it.problem)
            for it in comment.outside_checks.all()
        )
        return format_html_join("", "<div>{} {} {}</div>", rows) or "-"

    # What is done

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Approve; refuse, one for each reason; feature."""
        actions: dict[str, Any] = {}
        if request.user.has_perm(queue.MODERATE):
            actions["approve"] = (_action(Kind.APPROVE), "approve", _("Approve"))
            for reason in Reason:
                name = f"refuse_{reason.name.lower()}"
                words = gettext("Refuse: %s") % reason.label
                actions[name] = (_action(Kind.REFUSE, reason.value), name, words)
        if request.user.has_perm(queue.FEATURE):
            actions["feature"] = (_action(Kind.FEATURE), "feature", _("Feature"))
            words = gettext("Feature no more")
            actions["unfeature"] = (_action(Kind.UNFEATURE), "unfeature", words)
        return actions

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Comment | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Comment | None = None
    ) -> bool:
        return False


def _action(kind: Kind, reason: str = "") -> Callable[..., None]:
    def act(
        _desk: CommentAdmin, request: HttpRequest, chosen: QuerySet[Comment]
    ) -> None:
        by = cast(User, request.user)
        pks = chosen.values_list("pk", flat=True)
        batch = batching.carry_out(kind, pks, by=by, reason=reason)
        done = batch.items.count() if batch else 0
        words = ngettext("%d comment was moved.", "%d comments were moved.", done)
        messages.success(request, words % done)

    return act
