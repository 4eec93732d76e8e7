"""The queues of the forum: what was reported, what waits, what nobody has read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import moderating
from comments.models import Comment, ModerationAction, Report
from comments.reasons import Reason
from config.paging import BoundedPaginator

Status = Comment.Status
HISTORY = timedelta(days=30)
OPEN_REPORT = Report.objects.filter(comment=OuterRef("pk"), decided_at=None)
BY_A_PERSON = ModerationAction.objects.filter(
    comment=OuterRef("pk"), actor__isnull=False
)
# Each queue by its name: which comments stand in it.
QUEUES: dict[str, tuple[Any, Callable[[], Q]]] = {
    "reported": (_("reported"), lambda: Q(Exists(OPEN_REPORT))),
    "waiting": (
        _("waiting for a moderator"),
        lambda: Q(status__in=[Status.PENDING, Status.HELD]),
    ),
    "unread": (
        _("published, and read by no moderator"),
        lambda: Q(status=Status.PUBLISHED) & ~Q(Exists(BY_A_PERSON)),
    ),
    "approved": (
        _("approved"),
        lambda: Q(status=Status.PUBLISHED) & Q(Exists(BY_A_PERSON)),
    ),
    "refused": (
        _("rejected or removed"),
        lambda: Q(status__in=[Status.REJECTED, Status.REMOVED]),
    ),
    "featured": (_("featured"), lambda: Q(featured_at__isnull=False)),
}


class Queue(SimpleListFilter):
    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _rows) in QUEUES.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Comment]
    ) -> QuerySet[Comment]:
        asked = self.value()
        return queryset.filter(QUEUES[asked][1]()) if asked in QUEUES else queryset


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
    fields = readonly_fields = (
        *("said", "where", "who", "status", "history", "reports_told", "steps"),
        *("created_at", "published_at", "edited_at", "featured_at", "featured_by"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        found: QuerySet[Comment] = super().get_queryset(request)
        with_places = found.select_related(
            *("author", "thread__story__campaign", "thread__campaign"),
            "thread__petition",
        )
        open_ones = Q(reports__isnull=False, reports__decided_at=None)
        return with_places.annotate(open_reports=Count("reports", filter=open_ones))

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
        """With how much of theirs was published and refused within thirty days."""
        if comment.author is None:
            return "-"
        own = Comment.objects.filter(
            author=comment.author, created_at__gt=timezone.now() - HISTORY
        )
        counts = own.aggregate(
            published=Count("pk", filter=Q(status=Status.PUBLISHED)),
            refused=Count("pk", filter=Q(status__in=[Status.REJECTED, Status.REMOVED])),
        )
        told = gettext("%(published)d published, %(refused)d refused in 30 days")
        return format_html("{}<br><small>{}</small>", comment.author, told % counts)

    @admin.display(description=_("open reports"), ordering="open_reports")
    def reported(self, comment: Comment) -> int:
        return int(getattr(comment, "open_reports", 0))

    @admin.display(description=_("this author"))
    def history(self, comment: Comment) -> str:
        if comment.author_id is None:
            return "-"
        comments = reverse("admin:comments_comment_changelist")
        add = reverse("admin:comments_sanction_add")
        return format_html(
            '<a href="{}?author__id__exact={}">{}</a> · <a href="{}?reader={}">{}</a>',
            *(comments, comment.author_id, _("all their comments"), add),
            *(comment.author_id, _("warn, suspend or ban")),
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

    # What is done

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Approve; refuse, one for each reason; feature."""
        actions: dict[str, Any] = {}
        if request.user.has_perm("comments.moderate_comment"):
            actions["approve"] = (approve, "approve", _("Approve"))
            for reason in Reason:
                name = f"refuse_{reason.name.lower()}"
                words = gettext("Refuse: %s") % reason.label
                actions[name] = (_refusing(reason), name, words)
        if request.user.has_perm("comments.feature_comment"):
            actions["feature"] = (feature, "feature", _("Feature"))
            actions["unfeature"] = (unfeature, "unfeature", _("Feature no more"))
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


def approve(
    _desk: CommentAdmin, request: HttpRequest, chosen: QuerySet[Comment]
) -> None:
    _do(request, chosen, moderating.approve)


def feature(
    _desk: CommentAdmin, request: HttpRequest, chosen: QuerySet[Comment]
) -> None:
    _do(request, chosen, moderating.feature)


def unfeature(
    _desk: CommentAdmin, request: HttpRequest, chosen: QuerySet[Comment]
) -> None:
    _do(request, chosen, lambda comment, _by: moderating.unfeature(comment))


def _refusing(reason: Reason) -> Callable[..., None]:
    def refuse(
        _desk: CommentAdmin, request: HttpRequest, chosen: QuerySet[Comment]
    ) -> None:
        _do(request, chosen, lambda it, by: moderating.refuse(it, by, reason.value))

    return refuse


def _do(
    request: HttpRequest,
    chosen: QuerySet[Comment],
    press: Callable[[Comment, User], bool],
) -> None:
    by = cast(User, request.user)
    done = sum(press(comment, by) for comment in chosen)
    words = ngettext("%d comment was moved.", "%d comments were moved.", done)
    messages.success(request, words % done)
