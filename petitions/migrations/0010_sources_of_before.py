"""The index of signers who came by a story, and the tallies of what was counted before.

On PostgreSQL the index is built beside the signing; what a run that was broken off left
behind is made anew. What was counted before has no source: all of it is the nameless
part, which makes the parts sum to the whole. One petition at a time, each in a
transaction that keeps the drains of that petition waiting.
"""

from django.db import migrations, models, transaction

TIMEOUTS = ("statement_timeout", "lock_timeout")
NAMELESS = """
    INSERT INTO petitions_sourcetally (petition_id, source, count)
    SELECT tally.petition_id, '', tally.count - COALESCE((
        SELECT sum(part.count) FROM petitions_sourcetally AS part
        WHERE part.petition_id = tally.petition_id
    ), 0)
    FROM petitions_tally AS tally WHERE tally.petition_id = %s
    ON CONFLICT (petition_id, source)
    DO UPDATE SET count = petitions_sourcetally.count + excluded.count
"""


def fill(apps, schema_editor):
    Tally = apps.get_model("petitions", "Tally")
    using = schema_editor.connection.alias
    counted = Tally.objects.using(using).order_by("pk").values_list("pk", flat=True)
    for petition_id in list(counted):
        with transaction.atomic(using=using):
            Tally.objects.using(using).select_for_update().get(pk=petition_id)
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(NAMELESS, [petition_id])


class AddIndexBeside(migrations.AddIndex):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        for name in TIMEOUTS:
            schema_editor.execute(f"SET {name} = 0")
        try:
            schema_editor.execute(
                f"DROP INDEX CONCURRENTLY IF EXISTS {self.index.name}"
            )
            create = self.index.create_sql(model, schema_editor, concurrently=True)
            # A "%" in it stands for itself.
            schema_editor.execute(create, params=None)
        finally:
            for name in TIMEOUTS:
                schema_editor.execute(f"RESET {name}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("petitions", "0009_sources")]

    operations = [
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("came_by__startswith", "story.")),
                fields=["came_by"],
                name="signature_story",
            ),
        ),
        # The way back leaves the rows to the migration before, which drops their table.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
