"""The run that shows how a workflow goes, and links to its handoff page for readers without an account."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import Protect, app_role

# Asked before any scope exists, as for an API key.
WHOSE = """
CREATE FUNCTION baton_client_of_handoff_link(hash text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE found bigint;
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  SELECT l.client_id INTO found FROM public.workflows_handofflink l
   WHERE l.digest = hash AND l.revoked_at IS NULL;
  PERFORM set_config('app.maintenance', '', true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION baton_client_of_handoff_link(text) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(f'GRANT EXECUTE ON FUNCTION baton_client_of_handoff_link(text) TO "{app_role()}", CURRENT_USER')


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0025_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "HandoffExample",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chosen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("chosen_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("run", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflows.run")),
                ("workflow", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="handoff_examples", to="workflows.workflow")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "workflow"), name="handoff_example_once")],
            },
        ),
        Protect("HandoffExample"),
        migrations.CreateModel(
            "HandoffLink",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("with_example", models.BooleanField(default=False)),
                ("with_costs", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("workflow", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="handoff_links", to="workflows.workflow")),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "digest"), name="handoff_link_once")],
                "indexes": [models.Index(fields=["digest"], name="handoff_link_digest")],
            },
        ),
        Protect("HandoffLink"),
        migrations.RunSQL(WHOSE, "DROP FUNCTION baton_client_of_handoff_link(text)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]  # fmt: skip
