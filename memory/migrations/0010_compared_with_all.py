"""Documents are compared with all of their client, so those of clients that have many are looked at once more. And
several lessons may become one.
"""

from django.db import migrations, models

from tenants.rls import app_role

# Where there were no more than 300, each was compared with all of them already.
ONCE_MORE = """
UPDATE memory_document SET compared = 0 WHERE client_id IN (
  SELECT client_id FROM memory_document GROUP BY client_id HAVING count(*) > 300);
SET CONSTRAINTS ALL IMMEDIATE;
"""

TO_COMPARE = """
CREATE FUNCTION baton_clients_to_compare() RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT d.client_id FROM public.memory_document d
   WHERE d.number > 0 AND d.compared <> d.number AND d.state <> 'waiting';
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_to_compare() FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(f'GRANT EXECUTE ON FUNCTION baton_clients_to_compare() TO "{app_role()}", CURRENT_USER')


class Migration(migrations.Migration):
    dependencies = [("memory", "0009_words_by_language")]

    operations = [
        migrations.RunSQL(ONCE_MORE, migrations.RunSQL.noop),
        migrations.RunSQL(TO_COMPARE, "DROP FUNCTION baton_clients_to_compare()"),
        migrations.AddField(
            "lesson", "combined", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
