"""Pages that were taken down, and the documents of the search.

The index of the full text is PostgreSQL's alone; other databases have no such thing.
"""

import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

NAME = "search_document_vector"


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {NAME} ON campaigns_searchdocument USING gin (vector)"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_subscriptions_and_draft_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("path", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("standfirst", models.CharField(blank=True, max_length=400)),
                ("body", models.TextField(blank=True)),
                ("dated_at", models.DateTimeField(null=True)),
                ("folded", models.TextField(blank=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
            options={
                "verbose_name": "page in the search",
                "verbose_name_plural": "pages in the search",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id"), name="one_search_document"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenDown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        max_length=200, unique=True, verbose_name="address"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("object_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("was", models.CharField(blank=True, max_length=20)),
                (
                    "reason",
                    models.CharField(
                        help_text="For the newsroom's record. Readers do not see it.",
                        max_length=300,
                        verbose_name="reason",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Shown at the old address. May be empty.",
                        max_length=300,
                        verbose_name="note to readers",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="taken down"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "page taken down",
                "verbose_name_plural": "pages taken down",
                "ordering": ["-at"],
            },
        ),
        migrations.RunPython(add_index, drop_index),
    ]
