import hashlib

from django.db import migrations, models

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BATCH_SIZE = 1000


def of_charge(charge_id):
    """As `donations.receipt_numbers` does it on the day of this migration."""
    left = (
        int.from_bytes(hashlib.sha256(f"receipt:{charge_id}".encode()).digest()) >> 196
    )
    written = ""
    for _ in range(12):
        left, each = divmod(left, 32)
        written = LETTERS[each] + written
    return "-".join((written[:4], written[4:8], written[8:]))


def number(apps, schema_editor):
    Payment = apps.get_model("donations", "Payment")
    last = 0
    unnumbered = Payment.objects.filter(receipt_number=None).order_by("pk")
    while batch := list(unnumbered.filter(pk__gt=last)[:BATCH_SIZE]):
        for payment in batch:
            payment.receipt_number = of_charge(payment.charge_id)
        Payment.objects.bulk_update(batch, ["receipt_number"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0005_stopping"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="receipt_number",
            field=models.CharField(
                editable=False, max_length=20, null=True, verbose_name="receipt"
            ),
        ),
        migrations.RunPython(number, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="payment",
            name="receipt_number",
            field=models.CharField(
                editable=False, max_length=20, unique=True, verbose_name="receipt"
            ),
        ),
    ]
