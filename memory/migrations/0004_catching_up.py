"""The safety net of indexing: which clients have something to index, asked across clients by a bell every five minutes.

The function answers with ids only. As with the other questions asked before a scope exists, it runs as the owner.
"""

from django.db import migrations, models

from tenants.rls import app_role

ASKED = """
CREATE FUNCTION baton_clients_to_index(model text) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT d.client_id FROM public.memory_document d
   WHERE d.state = 'waiting' OR (d.state = 'ready' AND d.embedded_by <> model);
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_to_index(text) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_clients_to_index(text) TO "{app_role()}", CURRENT_USER'
    )


def hang(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).create(
        name="index memory", func="memory.tasks.catch_up", schedule_type="I", minutes=5, repeats=-1
    )


def take_down(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).filter(name="index memory").delete()


class Migration(migrations.Migration):
    dependencies = [("memory", "0003_brief"), ("django_q", "0018_task_success_index")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="embedded_by",
            field=models.CharField(blank=True, editable=False, max_length=80),
        ),
        migrations.RunSQL(ASKED, "DROP FUNCTION baton_clients_to_index(text)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(hang, take_down),
    ]
