"""Documents are compared with all of their client, also for words that are never to be written, so they are looked at
once more; what lessons say against them is kept. And several lessons may become one.
"""

from django.db import migrations, models
from django.db.models import deletion

from tenants.rls import Protect, app_role
from tenants.tenant import TenantKey

# With others than before, and for words that are never to be written.
ONCE_MORE = """
UPDATE memory_document SET compared = 0;
SET CONSTRAINTS ALL IMMEDIATE;
"""

TO_COMPARE = """
CREATE FUNCTION baton_clients_to_compare() RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT d.client_id FROM public.memory_document d
   WHERE d.number > 0 AND d.compared <> d.number AND d.state <> 'waiting'
  UNION
  SELECT l.client_id FROM public.memory_lesson l
   WHERE l.compared = '' AND l.merged_into_id IS NULL AND l.state <> 'rejected'
     AND (l.expires_at IS NULL OR l.expires_at > now());
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_to_compare() FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(f'GRANT EXECUTE ON FUNCTION baton_clients_to_compare() TO "{app_role()}", CURRENT_USER')


class Migration(migrations.Migration):
    dependencies = [("memory", "0009_words_by_language"), ("tenants", "0007_budgets")]

    operations = [
        migrations.RunSQL(ONCE_MORE, migrations.RunSQL.noop),
        migrations.RunSQL(TO_COMPARE, "DROP FUNCTION baton_clients_to_compare()"),
        migrations.AddField(
            "lesson", "compared", models.CharField(db_default="", default="", editable=False, max_length=32)
        ),
        migrations.CreateModel(
            "Clash",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("otherwise", models.JSONField(default=list)),
                ("kept", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False, on_delete=deletion.PROTECT, related_name="+", to="tenants.client"
                    ),
                ),
                (
                    "document",
                    TenantKey(
                        db_constraint=False, on_delete=deletion.CASCADE, related_name="clashes", to="memory.document"
                    ),
                ),
                (
                    "lesson",
                    TenantKey(
                        db_constraint=False, on_delete=deletion.CASCADE, related_name="clashes", to="memory.lesson"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client", "document"], name="clash_of_document")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "lesson", "document"), name="clash_once")
                ],
            },
        ),
        Protect("Clash"),
        migrations.AddField(
            "lesson", "combined", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
