"""The constraint and the index of a signature's reader, made while people sign.

On PostgreSQL neither holds up a signature: the constraint is added for new rows and the
old ones are read afterwards, the index is built concurrently. What a run that was
broken off left behind is made anew.
"""

from django.db import migrations, models

NAME = "signature_reader_is_a_person"
ADD = f"""
    ALTER TABLE petitions_signature ADD CONSTRAINT {NAME}
    FOREIGN KEY (reader_id) REFERENCES accounts_user (id)
    DEFERRABLE INITIALLY DEFERRED NOT VALID
"""
DROP = f"ALTER TABLE petitions_signature DROP CONSTRAINT IF EXISTS {NAME}"
PROVE = f"ALTER TABLE petitions_signature VALIDATE CONSTRAINT {NAME}"
# What waits here keeps nobody waiting.
TIMEOUTS = ("statement_timeout", "lock_timeout")


def add_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(ADD)
        take_your_time(schema_editor, PROVE)


def drop_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


def take_your_time(schema_editor, *statements):
    for name in TIMEOUTS:
        schema_editor.execute(f"SET {name} = 0")
    try:
        for statement in statements:
            schema_editor.execute(statement)
    finally:
        for name in TIMEOUTS:
            schema_editor.execute(f"RESET {name}")


class AddIndexBeside(migrations.AddIndex):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        take_your_time(
            schema_editor,
            f"DROP INDEX CONCURRENTLY IF EXISTS {self.index.name}",
            self.index.create_sql(model, schema_editor, concurrently=True),
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("petitions", "0007_readers")]

    operations = [
        migrations.RunPython(add_constraint, drop_constraint),
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("reader__isnull", False)),
                fields=["reader"],
                name="signature_reader",
            ),
        ),
    ]
