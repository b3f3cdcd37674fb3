"""A bell every minute: the safety net for bells that got lost and for leases that ran out."""

from django.db import migrations


def hang(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).create(
        name="sweep", func="workflows.tasks.drive", schedule_type="I", minutes=1, repeats=-1
    )


def take_down(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).filter(name="sweep").delete()


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_attempt_owner"), ("django_q", "0018_task_success_index")]

    operations = [migrations.RunPython(hang, take_down)]
