"""Made the newsroom's groups once. `accounts.roles` does so after every migrate now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_first"),
        ("campaigns", "0001_first"),
        ("mailroom", "0001_first"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations: list[object] = []
