"""Fills the minutes, hours and days of petitions that were counted before there were any.

Rows tell when a signature was confirmed and when it was withdrawn. What they cannot
tell (a row that was deleted by hand, a number that was never right) goes to the minute
in which the petition was opened, so that the sum is the tally, exactly. A signature
that was withdrawn and purged is missing from both of its minutes: together, nothing.

One petition at a time, inside the database, each in a transaction of its own that
keeps the drains of that petition waiting; a second run begins each one afresh.
"""

from django.db import migrations, transaction

# The minute, hour or day of UTC that a time belongs to, as each database keeps it.
STARTS = {
    "postgresql": {
        step: f"date_trunc('{step}', {{column}} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
        for step in ("minute", "hour", "day")
    },
    "sqlite": {
        "minute": "strftime('%%Y-%%m-%%d %%H:%%M:00', {column})",
        "hour": "strftime('%%Y-%%m-%%d %%H:00:00', {column})",
        "day": "strftime('%%Y-%%m-%%d 00:00:00', {column})",
    },
}
# What waits in the queue is confirmed and not in the tally: its drain will add it.
MINUTES = """
    INSERT INTO petitions_timetally (petition_id, step, at, change)
    SELECT petition_id, 'minute', minute, sum(change) FROM (
        SELECT petition_id, {confirmed} AS minute, 1 AS change
        FROM petitions_signature
        WHERE petition_id = %s AND confirmed_at IS NOT NULL
        UNION ALL
        SELECT petition_id, {ended}, -1
        FROM petitions_signature
        WHERE petition_id = %s AND confirmed_at IS NOT NULL
            AND status IN ('withdrawn', 'removed')
        UNION ALL
        SELECT petition_id, {queued}, -change
        FROM petitions_countchange
        WHERE petition_id = %s
    ) AS told GROUP BY petition_id, minute
"""
REST = """
    INSERT INTO petitions_timetally (petition_id, step, at, change)
    SELECT petition.id, 'minute', {opened}, tally.count - COALESCE((
        SELECT sum(change) FROM petitions_timetally WHERE petition_id = petition.id
    ), 0)
    FROM petitions_petition AS petition
    JOIN petitions_tally AS tally ON tally.petition_id = petition.id
    WHERE petition.id = %s
    ON CONFLICT (petition_id, step, at)
    DO UPDATE SET change = petitions_timetally.change + excluded.change
"""
COARSER = """
    INSERT INTO petitions_timetally (petition_id, step, at, change)
    SELECT petition_id, '{step}', start, sum(change) FROM (
        SELECT petition_id, {start} AS start, change FROM petitions_timetally
        WHERE petition_id = %s AND step = 'minute'
    ) AS minutes GROUP BY petition_id, start
"""


def fill(apps, schema_editor):
    Tally = apps.get_model("petitions", "Tally")
    using = schema_editor.connection.alias
    counted = Tally.objects.using(using).order_by("pk").values_list("pk", flat=True)
    for petition_id in list(counted):
        with transaction.atomic(using=using):
            Tally.objects.using(using).select_for_update().get(pk=petition_id)
            _fill(schema_editor.connection, petition_id)


def _fill(connection, petition_id):
    starts = STARTS[connection.vendor]

    def start(step, column):
        return starts[step].format(column=column)

    minutes = MINUTES.format(
        confirmed=start("minute", "confirmed_at"),
        ended=start("minute", "ended_at"),
        queued=start("minute", "at"),
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        own = "DELETE FROM petitions_timetally WHERE petition_id = %s"
        cursor.execute(own, [petition_id])
        cursor.execute(minutes, [petition_id] * 3)
        opened_at = "COALESCE(petition.opened_at, tally.counted_at)"
        rest = REST.format(opened=start("minute", opened_at))
        cursor.execute(rest, [petition_id])
        for step in ("hour", "day"):
            coarser = COARSER.format(step=step, start=start(step, "at"))
            cursor.execute(coarser, [petition_id])
        cursor.execute(f"{own} AND change = 0", [petition_id])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("petitions", "0004_time_tallies")]

    # The way back leaves the rows to the migration before, which drops their table.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
