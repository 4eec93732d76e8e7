"""The roles of the newsroom's staff, and what each may do: Django's groups.

Each app says when Django starts which of its permissions a role gets (`grant`); after
every migrate what is new among them is given to the group. What a newsroom made or
changed by hand stays: members, groups of its own, and a permission that it took away
from a role, since each is given once only.
"""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connections
from django.db.models import Q

from accounts.models import RoleGrant, User

EDITOR, MODERATOR, EXPORTER = "Editor", "Moderator", "Exporter"
FINANCE, OWNER = "Finance", "Owner"
ROLES = (EDITOR, MODERATOR, EXPORTER, FINANCE, OWNER)
_granted: dict[str, set[str]] = {role: set() for role in ROLES}


def grant(role: str, *permissions: str) -> None:
    """Have a role get these permissions of one's app, such as "petitions.view_export".

    Owners get all that any role gets, so that no daily work needs a superuser.
    """
    _granted[role].update(permissions)
    _granted[OWNER].update(permissions)


def carry_out(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Give the roles what is theirs of this app: Django's `post_migrate` calls it."""
    if not _is_concerned(app_config.label) or not _can_be_kept(using):
        return
    # Django makes them at the same signal, perhaps later than this.
    create_permissions(
        app_config, verbosity=0, using=using, apps=kwargs.get("apps", installed)
    )
    for role in ROLES:
        group, _is_new = Group.objects.using(using).get_or_create(name=role)
        _give(group, app_config.label, using)


def _is_concerned(app_label: str) -> bool:
    return any(name.startswith(f"{app_label}.") for name in _granted[OWNER])


def _can_be_kept(using: str) -> bool:
    """Whether the tables are there; a migrate may stop before them, or go back."""
    tables = connections[using].introspection.table_names()
    wanted = {Group._meta.db_table, RoleGrant._meta.db_table}
    return wanted <= set(tables)


def _give(group: Group, app_label: str, using: str) -> None:
    given = RoleGrant.objects.using(using).filter(role=group.name)
    due = _granted[group.name] - set(given.values_list("permission", flat=True))
    codenames = [
        name.partition(".")[2] for name in due if name.startswith(f"{app_label}.")
    ]
    found = Permission.objects.using(using).filter(
        content_type__app_label=app_label, codename__in=codenames
    )
    group.permissions.add(*found)
    RoleGrant.objects.using(using).bulk_create(
        RoleGrant(role=group.name, permission=f"{app_label}.{permission.codename}")
        for permission in found
    )


def is_owner(person: User | AnonymousUser) -> bool:
    """Whether somebody may change who has which role."""
    if not person.is_active or not isinstance(person, User) or not person.is_staff:
        return False
    return person.is_superuser or person.groups.filter(name=OWNER).exists()


def owners() -> list[User]:
    """All who are told of changes: active owners, and superusers."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    chosen = staff.filter(Q(groups__name=OWNER) | Q(is_superuser=True))
    return list(chosen.distinct().order_by("pk"))


def holders(role: str) -> list[User]:
    """Who has a role and may enter the desk; the owners, where nobody has it."""
    staff = User.objects.filter(is_active=True, is_staff=True, groups__name=role)
    return list(staff.order_by("pk")) or owners()


# The mailroom lies below this app and cannot ask; what is ours is here too.
grant(EDITOR, "mailroom.view_letter", "mailroom.resend_letter")
grant(
    OWNER,
    *(f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")),
    *(f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")),
    *(f"accounts.{verb}_desksession" for verb in ("view", "delete")),
    "admin.view_logentry",
)
