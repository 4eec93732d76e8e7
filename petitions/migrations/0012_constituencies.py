"""Constituencies, where the newsroom has the directory of postcodes.

Both columns are empty and without a default: neither database looks at a row, however
many there are, and the processes of the version before go on signing and counting.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0011_renewals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Constituency",
            fields=[
                (
                    "code",
                    models.CharField(max_length=9, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name": "constituency",
                "verbose_name_plural": "constituencies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                (
                    "postcode",
                    models.CharField(max_length=7, primary_key=True, serialize=False),
                ),
                ("constituency", models.CharField(max_length=9)),
            ],
            options={
                "verbose_name": "postcode",
                "verbose_name_plural": "postcodes",
            },
        ),
        migrations.AddField(
            model_name="countchange",
            name="signature_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="signature",
            name="constituency",
            field=models.CharField(
                editable=False, max_length=9, null=True, verbose_name="constituency"
            ),
        ),
        migrations.CreateModel(
            name="ConstituencyTally",
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
                ("constituency", models.CharField(max_length=9)),
                ("count", models.IntegerField(default=0)),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="constituency_tallies",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally of a constituency",
                "verbose_name_plural": "tallies of constituencies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("petition", "constituency"),
                        name="one_tally_per_constituency",
                    )
                ],
            },
        ),
    ]
