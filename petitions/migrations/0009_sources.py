"""What brought a signature, tallied; and what its signer is asked next.

The columns of large tables are added without a look at any row, with defaults of the
database's own, so that the processes of the version before go on signing.
"""

import django.db.models.deletion
from django.db import migrations, models


def came_by(**options):
    return models.CharField(
        blank=True, db_default="", default="", max_length=80, **options
    )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0008_readers_index")]

    operations = [
        migrations.CreateModel(
            name="SourceTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "petition_id",
                        "source",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_tallies",
                        to="petitions.petition",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=80)),
                ("count", models.IntegerField(default=0)),
            ],
            options={
                "verbose_name": "tally of a source",
                "verbose_name_plural": "tallies of sources",
            },
        ),
        migrations.AddField("countchange", "came_by", came_by()),
        migrations.AddField("signature", "came_by", came_by(verbose_name="came by")),
        migrations.AddField(
            model_name="petition",
            name="next_step",
            field=models.CharField(
                choices=[
                    ("share", "pass the petition on"),
                    ("donate", "give money"),
                    ("write", "write to the target"),
                    ("read", "read a story"),
                    ("forum", "join the forum"),
                ],
                db_default="share",
                default="share",
                help_text=(
                    "What we ask of people who have just signed. The rest follows it."
                ),
                max_length=10,
                verbose_name="next step",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="next_step_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "A whole address (https://…), a page of this site (/campaigns/…)"
                    " or, to write to the target, an email address. Passing on needs"
                    " none; reading leads to the newest story of the campaign unless you"
                    " name another."
                ),
                max_length=500,
                verbose_name="where it leads",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="next_step_words",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Such as “Give to the appeal”. Leave empty for the usual words."
                ),
                max_length=60,
                verbose_name="words of its button",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="share_text",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What people send with the link, in one or two sentences.",
                max_length=200,
                verbose_name="text to pass on",
            ),
        ),
    ]
