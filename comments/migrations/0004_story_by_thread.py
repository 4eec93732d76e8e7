from django.db import migrations, models
from django.db.models import Q


def follow_the_thread(apps, schema_editor):
    """Who follows a story follows its thread; nobody could press that, but a shell."""
    follow = apps.get_model("comments", "Follow")
    thread = apps.get_model("comments", "Thread")
    tally = apps.get_model("comments", "ThreadTally")
    for one in follow.objects.filter(story__isnull=False).iterator():
        about, _is_new = thread.objects.get_or_create(story_id=one.story_id)
        tally.objects.get_or_create(thread=about)
        both = follow.objects.filter(follower=one.follower_id, thread=about)
        if both.exists():
            one.delete()
        else:
            one.thread, one.story_id = about, None
            one.save(update_fields=["thread", "story"])
    if schema_editor.connection.vendor == "postgresql":
        # What is still to be checked would keep the table from being changed.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_moderation")]

    operations = [
        migrations.RunPython(follow_the_thread, migrations.RunPython.noop),
        migrations.RemoveConstraint("follow", "follow_story_once"),
        migrations.RemoveConstraint("follow", "follow_of_one_thing"),
        migrations.RemoveField("follow", "story"),
        migrations.AddConstraint(
            "follow",
            models.CheckConstraint(
                condition=(
                    Q(reader__isnull=False, thread=None, campaign=None)
                    | Q(reader=None, thread__isnull=False, campaign=None)
                    | Q(reader=None, thread=None, campaign__isnull=False)
                ),
                name="follow_of_one_thing",
            ),
        ),
    ]
