"""Fill the mailbox keys, by the batch, and let no two people have the same one.

Two people whose addresses are one mailbox both stay. The key goes to the one who may do
most: staff before readers, then who is active, who came in last, who was there first.
The other's gets "#" and its number: it signs in by its own address as before, and is
merged when its owner asks for that.

It can be stopped and started again; each batch is a transaction of its own.
"""

from django.db import migrations, models, transaction
from django.db.models import Count, F

from mailroom import addresses

BATCH_SIZE = 500


def fill(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    last = 0
    while batch := list(
        people.filter(pk__gt=last).only("email").order_by("pk")[:BATCH_SIZE]
    ):
        for person in batch:
            person.email_key = _key(person.email)
        with transaction.atomic():
            people.bulk_update(batch, ["email_key"])
        last = batch[-1].pk
    keep_doubles_apart(people)


def keep_doubles_apart(people):
    shared = people.values("email_key").annotate(times=Count("pk")).filter(times__gt=1)
    for key in list(shared.values_list("email_key", flat=True)):
        _first, *others = people.filter(email_key=key).order_by(
            F("is_staff").desc(),
            F("is_active").desc(),
            F("last_login").desc(nulls_last=True),
            "pk",
        )
        for other in others:
            people.filter(pk=other.pk).update(email_key=f"{key}#{other.pk}")


def _key(email):
    """As `accounts.models.people.key_of` has it."""
    try:
        return addresses.parse(email).canonical
    except addresses.AddressRefused:
        return f" {email.strip()}"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0002_mailbox_keys"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="email_key",
            field=models.CharField(editable=False, max_length=300, unique=True),
        ),
    ]
