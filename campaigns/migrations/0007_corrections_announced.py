from django.db import migrations, models
from django.db.models import F, Q


def were_announced(apps, schema_editor):
    """Nobody is told now of what was corrected before."""
    correction = apps.get_model("campaigns", "Correction")
    correction.objects.update(announced_at=F("made_at"))
    if schema_editor.connection.vendor == "postgresql":
        # What is still to be checked would keep the table from being changed.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_for_machines")]

    operations = [
        migrations.AddField(
            "correction",
            "announced_at",
            models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(were_announced, migrations.RunPython.noop),
        migrations.AddIndex(
            "correction",
            models.Index(
                fields=["id"],
                condition=Q(announced_at=None),
                name="correction_unannounced",
            ),
        ),
    ]
