"""Donors: whose a gift is, names on the wall, and whether a gift counts.

What was given before gets its key, and is counted as its payments say.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from mailroom import addresses

BATCH_SIZE = 500
TAKEN = ("needs_response", "under_review", "lost")


def fill(apps, schema_editor):
    donations = apps.get_model("donations", "Donation").objects
    rows = donations.exclude(email="").prefetch_related(
        "payments__refunds", "payments__disputes"
    )
    batch = []
    for donation in rows.iterator(chunk_size=BATCH_SIZE):
        donation.donor_key = key(donation.email)
        donation.counts = any(counts(payment) for payment in donation.payments.all())
        batch.append(donation)
        if len(batch) == BATCH_SIZE:
            donations.bulk_update(batch, ["donor_key", "counts"])
            batch = []
    donations.bulk_update(batch, ["donor_key", "counts"])


def key(email):
    """As `donations.own.key` has it."""
    canonical = addresses.parse(email).canonical
    return addresses.keyed_hash("donor", canonical)


def counts(payment):
    """As `donations.standing.counts` has it."""
    disputes = payment.disputes.all()
    if payment.is_odd or any(it.status in TAKEN or it.out_minor for it in disputes):
        return False
    refunds = payment.refunds.all()
    back = sum(it.amount_minor for it in refunds if it.status == "succeeded")
    return back < payment.amount_minor


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_for_machines"),
        ("donations", "0003_gift_aid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WallName",
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
                    "name",
                    models.CharField(blank=True, max_length=100, verbose_name="name"),
                ),
                (
                    "shows_amount",
                    models.BooleanField(default=False, verbose_name="with the amount"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("shown", "shown"),
                            ("held", "to be looked at first"),
                            ("hidden", "hidden by the newsroom"),
                        ],
                        default="shown",
                        max_length=6,
                        verbose_name="status",
                    ),
                ),
                (
                    "held_because",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="held because"
                    ),
                ),
                (
                    "hidden_because",
                    models.CharField(
                        blank=True,
                        help_text="The donor reads it on the page of their gifts.",
                        max_length=200,
                        verbose_name="reason",
                    ),
                ),
                (
                    "chosen_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="chosen"
                    ),
                ),
            ],
            options={
                "verbose_name": "name on the wall",
                "verbose_name_plural": "names on the wall",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="donation",
            name="counts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="donation",
            name="donor_key",
            field=models.BinaryField(db_index=True, default=b"", max_length=32),
        ),
        migrations.AddField(
            model_name="donation",
            name="letters_wording",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="campaigns.subscriptionwording",
            ),
        ),
        migrations.AddField(
            model_name="donation",
            name="reader",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="donations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(
                condition=models.Q(("counts", True)),
                fields=["channel"],
                name="donation_counts",
            ),
        ),
        migrations.AddField(
            model_name="wallname",
            name="channel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="donations.channel",
                verbose_name="way to give",
            ),
        ),
        migrations.AddField(
            model_name="wallname",
            name="donation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="wall_name",
                to="donations.donation",
                verbose_name="donation",
            ),
        ),
        migrations.AddIndex(
            model_name="wallname",
            index=models.Index(
                models.F("channel"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("status", "shown")),
                name="wall_name_newest",
            ),
        ),
        migrations.AddConstraint(
            model_name="wallname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "hidden"),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="wall_name_has_name",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
