"""The desk for webhooks: who is told, what became of each message, and sending again.

Editors look; owners make, change and send again. Whatever changes where messages go, or
shows a secret, waits for a fresh second step.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.staff.rechecking import fresh
from config.paging import BoundedPaginator
from webhooks import kinds, managing, outbox, sealing
from webhooks.forms import EndpointForm
from webhooks.models import Delivery, Endpoint

SHOWN = 10


@admin.register(Endpoint)
class EndpointAdmin(admin.ModelAdmin):
    form = EndpointForm
    change_form_template = "admin/webhooks/endpoint/change_form.html"
    change_list_template = "admin/webhooks/endpoint/change_list.html"
    list_display = ["name", "url", "state", "last_success_at", "last_failure_at"]
    times = ("state", "last_success_at", "last_failure_at", "failing_since")

    def get_fieldsets(self, request: HttpRequest, obj: Endpoint | None = None) -> Any:
        shown = [
            (None, {"fields": ["name", "url"]}),
            (gettext_lazy("Is told when"), {"fields": list(kinds.WISHES.values())}),
        ]
        if obj:
            shown.append(
                (gettext_lazy("How it is doing"), {"fields": list(self.times)})
            )
        return shown

    def get_readonly_fields(
        self, request: HttpRequest, obj: Endpoint | None = None
    ) -> tuple[str, ...]:
        return self.times

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    @method_decorator(fresh)
    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(fresh)
    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs)

    def get_deleted_objects(
        self, objs: QuerySet[Endpoint] | Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Its deliveries go with it, however many: they are counted, not listed."""
        count = Delivery.objects.filter(endpoint__in=list(objs)).count()
        counts = {_("endpoints"): len(objs), _("deliveries"): count}
        return [str(endpoint) for endpoint in objs], counts, set(), []

    def response_add(
        self, request: HttpRequest, obj: Endpoint, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        messages.success(request, _("The endpoint is made. Now take its secret."))
        return redirect("admin:webhooks_endpoint_change", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        endpoint = kwargs.get("obj")
        if endpoint:
            newest = endpoint.deliveries.select_related("event")[:SHOWN]
            context |= {
                "deliveries": newest,
                "failed_count": endpoint.deliveries.failed().count(),
                "may_change": self.has_change_permission(request, endpoint),
                "may_resend": request.user.has_perm("webhooks.resend_delivery"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"endpoint_{name}",
            )
            for name, view in (
                ("pause", self.pause),
                ("resume", self.resume),
                ("test", self.test),
                ("resend", self.resend),
                ("rotate", fresh(self.rotate)),
                ("end_old_secret", self.end_old_secret),
                ("secret", fresh(self.show_secret)),
            )
        ]
        return own + super().get_urls()

    # Its buttons

    def pause(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._find(request, pk)
        if managing.pause(endpoint):
            said = _("Paused. What happens meanwhile waits here for thirty days.")
            return self._done(request, endpoint, said)
        return self._too_late(request, endpoint)

    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._find(request, pk)
        if managing.resume(endpoint):
            return self._done(
                request, endpoint, _("Active again; what waited is sent.")
            )
        return self._too_late(request, endpoint)

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._find(request, pk)
        if not endpoint.is_active:
            return self._too_late(request, endpoint)
        outbox.send_test(endpoint)
        said = _("A test event is on its way. Load this page again in a few seconds.")
        return self._done(request, endpoint, said)

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        _require_resending(request)
        endpoint = get_object_or_404(Endpoint, pk=pk)
        count = outbox.send_all_failed_again(endpoint)
        return self._done(request, endpoint, _again(count))

    def rotate(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._find(request, pk)
        managing.rotate(endpoint)
        said = _("There is a new secret. The one before is good for another day.")
        return self._done(request, endpoint, said)

    def end_old_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._find(request, pk)
        if managing.end_old_secret(endpoint):
            return self._done(request, endpoint, _("The old secret is no longer good."))
        return self._too_late(request, endpoint)

    def show_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The secret, on the answer to this press and nowhere else."""
        endpoint = self._find(request, pk)
        if not managing.take_secret(endpoint):
            messages.warning(
                request,
                _("The secret was shown before. If nobody has it, make a new one."),
            )
            return redirect("admin:webhooks_endpoint_change", pk)
        self.log_change(request, endpoint, "The secret was shown.")
        context = self.admin_site.each_context(request) | {
            "title": _("The secret of %s") % endpoint,
            "endpoint": endpoint,
            "secret": sealing.shown(bytes(endpoint.salt)),
            "opts": Endpoint._meta,
        }
        response = render(request, "admin/webhooks/endpoint/secret.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _find(self, request: HttpRequest, pk: int) -> Endpoint:
        endpoint = get_object_or_404(Endpoint, pk=pk)
        if not self.has_change_permission(request, endpoint):
            raise PermissionDenied
        return endpoint

    def _done(
        self, request: HttpRequest, endpoint: Endpoint, said: str
    ) -> HttpResponse:
        self.log_change(request, endpoint, said)
        messages.success(request, said)
        return redirect("admin:webhooks_endpoint_change", endpoint.pk)

    def _too_late(self, request: HttpRequest, endpoint: Endpoint) -> HttpResponse:
        messages.warning(request, _("The endpoint has moved on; look at it again."))
        return redirect("admin:webhooks_endpoint_change", endpoint.pk)


COLUMNS = ("event_kind", "endpoint", "state", "outcome", "attempts", "tried_at")


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """Looked at and sent again; never changed."""

    change_form_template = "admin/webhooks/delivery/change_form.html"
    list_display = COLUMNS
    list_filter = ["state", "endpoint", "event__kind"]
    list_select_related = ["event", "endpoint"]
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    actions = ["send_again"]
    fields = (*COLUMNS, "next_try", "answer", "sent")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("event"))
    def event_kind(self, delivery: Delivery) -> str:
        return delivery.event.kind

    @admin.display(description=gettext_lazy("next try"))
    def next_try(self, delivery: Delivery) -> Any:
        return delivery.due_at if delivery.is_waiting else "-"

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, delivery: Delivery) -> str:
        return delivery.outcome or "-"

    @admin.display(description=gettext_lazy("what is sent"))
    def sent(self, delivery: Delivery) -> str:
        return sealing.body(delivery.event).decode()

    @admin.action(description=gettext_lazy("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        count = sum(outbox.send_again(delivery) for delivery in deliveries)
        messages.success(request, _again(count))

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        _require_resending(request)
        delivery = get_object_or_404(Delivery, pk=pk)
        messages.success(request, _again(outbox.send_again(delivery)))
        return redirect("admin:webhooks_delivery_change", pk)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.resend))
        own = [path("<int:pk>/resend/", view, name="delivery_resend")]
        return own + super().get_urls()

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("webhooks.resend_delivery")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Delivery | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Delivery | None = None
    ) -> bool:
        return False


def _require_resending(request: HttpRequest) -> None:
    if not request.user.has_perm("webhooks.resend_delivery"):
        raise PermissionDenied


def _again(count: int) -> str:
    """One that is on its way already is not counted."""
    said = ngettext(
        "%d delivery is sent again.", "%d deliveries are sent again.", count
    )
    return said % count
