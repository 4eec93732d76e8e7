"""The newsroom's groups: who edits, and who may take a list out of the site."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

APPS = ("campaigns", "petitions", "mailroom")
GROUPS = {
    "Editor": [
        *(
            f"{verb}_{model}"
            for verb in ("add", "change", "delete", "view")
            for model in ("campaign", "phase", "petition")
        ),
        "move_petition",
        "view_signature",
        "release_signature",
        "view_letter",
        "resend_letter",
    ],
    "Exporter": [
        "view_campaign",
        "view_petition",
        "view_signature",
        "export_signatures",
        "view_export",
    ],
}


def make_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    for label in APPS:
        # Django makes permissions after all migrations have run; these are needed now.
        create_permissions(installed.get_app_config(label), verbosity=0, using=using)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=name)
        granted = Permission.objects.using(using).filter(
            content_type__app_label__in=APPS, codename__in=codenames
        )
        group.permissions.add(*granted)


def remove_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    using = schema_editor.connection.alias
    Group.objects.using(using).filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_first"),
        ("campaigns", "0001_first"),
        ("mailroom", "0001_first"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
