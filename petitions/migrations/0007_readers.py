"""Two columns for signatures: an account wanted, and whose the signature is.

Both are added without a look at any row, however many there are, and with defaults of
the database's own, so that the processes of the version before go on signing.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class AddReader(migrations.AddField):
    """PostgreSQL would prove the empty column right by reading the whole table, under a
    lock that stops all signing: there the next migration adds the constraint, beside.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                "ALTER TABLE petitions_signature ADD COLUMN reader_id bigint NULL"
            )
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0006_spreadsheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consentwording",
            name="open_account",
            field=models.TextField(
                blank=True, db_default="", verbose_name="reader account"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="open_account",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="reader account wanted"
            ),
        ),
        AddReader(
            model_name="signature",
            name="reader",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="signatures",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reader",
            ),
        ),
    ]
