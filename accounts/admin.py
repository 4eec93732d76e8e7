"""People on the desk: who comes in, with which roles, and where they are signed in.

Only owners are here. Nobody changes their own roles; a password is set by nobody but
its person.
"""

from typing import Any, cast

from allauth.account import admin as _account_admin  # noqa: F401 (registers what goes below)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _mfa_admin  # noqa: F401 (registers what goes below)
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _social_admin  # noqa: F401 (registers what goes below)
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as _sessions_admin  # noqa: F401 (registers what goes below)
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts import roles
from accounts.models import DeskSession, User
from accounts.staff import enrolling, factors, sessions, telling
from accounts.staff.rechecking import fresh
from config import wording

# They show the secrets of second steps, or let an address be called proved at the desk,
# which gives its account away; other companies' doors are set by the environment; on
# which devices a reader is signed in is told to that reader alone.
for model in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
admin.site.unregister([UserSession, Group])


class OnlyOwners(admin.ModelAdmin):
    """Closed to everybody else, whatever permissions a group was given by hand."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return roles.is_owner(request.user)

    def has_view_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return roles.is_owner(request.user) and super().has_view_permission(
            request, obj
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return roles.is_owner(request.user) and super().has_add_permission(request)

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return roles.is_owner(request.user) and super().has_change_permission(
            request, obj
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return roles.is_owner(request.user) and super().has_delete_permission(
            request, obj
        )

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


# People


def _standing(person: User) -> dict[str, object]:
    """What decides over what somebody may do."""
    return {
        "is_active": person.is_active,
        "is_staff": person.is_staff,
        "groups": sorted(person.groups.values_list("name", flat=True)),
    }


@admin.register(User)
class PersonAdmin(OnlyOwners):
    change_form_template = "admin/accounts/user/change_form.html"
    ordering = ["email"]
    list_display = ["email", "display_name", "is_staff", "has_second_step", "is_active"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "display_name"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["email", "display_name"]}),
        (
            gettext_lazy("What they may do"),
            {"fields": ["is_active", "is_staff", "is_superuser", "groups"]},
        ),
        (gettext_lazy("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "display_name", "groups"],
                "description": gettext_lazy(
                    "They get a letter with a link that works once, within 24 hours,"
                    " and set with it how they sign in."
                ),
            },
        )
    ]
    read = ("is_superuser", "last_login", "date_joined")
    of_others = ("is_active", "is_staff", "groups")

    @admin.display(description=gettext_lazy("second step"), boolean=True)
    def has_second_step(self, person: User) -> bool:
        return factors.has_any(person)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return self.read
        own = self.of_others if obj == request.user else ()
        return ("email", *self.read, *own)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody is found by letters of a password's hash."""
        return not lookup.startswith("password") and super().lookup_allowed(
            lookup, value, request
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return obj != request.user and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        if not change:
            enrolling.bring_in(obj, ())
            return
        before = User.objects.get(pk=obj.pk)
        form.instance.standing_before = _standing(before)
        if obj.is_staff and not before.is_staff:
            enrolling.forget_ways_in(obj)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        person: User = form.instance
        before = getattr(person, "standing_before", None)
        after = _standing(person)
        if before == after:
            return
        sessions.end_all(person)
        telling.tell_owners(_told(after), person=person.email, by=_owner(request))
        if person.is_staff and (before is None or not before["is_staff"]):
            enrolling.invite(person, by=_owner(request))
            messages.success(
                request, _("A letter with an enrolment link is on its way.")
            )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        address = obj.email
        super().delete_model(request, obj)
        about = _("The account was deleted.")
        telling.tell_owners(about, person=address, by=_owner(request))

    # The buttons above the form

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/invite/", wrap(self.invite), name="person_invite"),
            path("<int:pk>/sign-out/", wrap(self.sign_out), name="person_sign_out"),
        ]
        return own + super().get_urls()

    @method_decorator(fresh)
    def invite(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Mail a new enrolment link: for a phone that was lost, or a link too old."""
        return require_POST(self._invite)(request, pk)

    def _invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self._person(request, pk)
        if not person.is_staff or not person.is_active:
            messages.error(request, _("Make this person a member of the staff first."))
        else:
            enrolling.invite(person, by=_owner(request))
            messages.success(
                request, _("A letter with an enrolment link is on its way.")
            )
        return redirect("admin:accounts_user_change", pk)

    @method_decorator(fresh)
    def sign_out(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End all sessions of somebody at the desk."""
        return require_POST(self._sign_out)(request, pk)

    def _sign_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self._person(request, pk)
        count = sessions.end_all(person)
        self.log_change(request, person, "Signed out everywhere.")
        said = ngettext("%d session was ended.", "%d sessions were ended.", count)
        messages.success(request, said % count)
        return redirect("admin:accounts_user_change", pk)

    def _person(self, request: HttpRequest, pk: int) -> User:
        """Somebody else: who wants a new second step goes to "How I sign in"."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        others = User.objects.exclude(pk=_owner(request).pk)
        return get_object_or_404(others, pk=pk)


def _told(standing: dict[str, object]) -> str:
    """A standing in words."""
    if not standing["is_active"]:
        return _("The account is closed.")
    if not standing["is_staff"]:
        return _("No member of the staff any more.")
    names = wording.listed(cast(list[str], standing["groups"]))
    return _("Roles now: %s.") % (names or _("none"))


# Groups


@admin.register(Group)
class RoleAdmin(OnlyOwners, GroupAdmin):
    """A change ends the sessions of its members, and is told to the owners."""

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return _is_of_others(request, obj) and super().has_change_permission(
            request, obj
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        """The roles themselves stay: the next migrate would make them again."""
        is_role = isinstance(obj, Group) and obj.name in roles.ROLES
        is_possible = not is_role and _is_of_others(request, obj)
        return is_possible and super().has_delete_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Group | None = None
    ) -> tuple[str, ...]:
        return ("name",) if obj and obj.name in roles.ROLES else ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    @transaction.atomic
    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        group: Group = form.instance
        for member in User.objects.filter(groups=group):
            sessions.end_all(member)
        about = _("What the role %s may do was changed.") % group.name
        telling.tell_owners(about, person=group.name, by=_owner(request))

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        super().delete_model(request, obj)
        about = _("The group was deleted.")
        telling.tell_owners(about, person=obj.name, by=_owner(request))


def _is_of_others(request: HttpRequest, group: Model | None) -> bool:
    """Nobody raises themself by raising a group of theirs."""
    person = request.user
    if not isinstance(group, Group) or person.is_superuser:
        return True
    return not person.groups.filter(pk=group.pk).exists()


# Sessions


@admin.register(DeskSession)
class DeskSessionAdmin(OnlyOwners):
    list_display = [
        *("person", "opened_by", "browser", "network", "began_at", "seen_at"),
    ]
    list_select_related = ["person"]
    actions = ["end"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskSession]:
        live = DeskSession.objects.live().values("pk")
        return super().get_queryset(request).filter(pk__in=live)

    @admin.action(
        description=gettext_lazy("End these sessions"), permissions=["delete"]
    )
    def end(self, request: HttpRequest, rows: QuerySet[DeskSession]) -> None:
        for row in rows.select_related("person"):
            telling.note(row.person, "A session was ended.", by=_owner(request))
        count, _rows = rows.delete()
        said = ngettext("%d session was ended.", "%d sessions were ended.", count)
        messages.success(request, said % count)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        return {name: it for name, it in offered.items() if name == "end"}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


def _owner(request: HttpRequest) -> User:
    return cast(User, request.user)
