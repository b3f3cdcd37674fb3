"""Many runs from one sheet. Which bulk starts stand still is asked before a scope exists: the function answers with
ids only, and as with the other such questions it runs as the owner."""

import django.db.models.deletion
import tenants.tenant
from django.conf import settings
from django.db import migrations, models

from tenants.rls import Protect, app_role

# What rls.Protect makes for the keys of a new table; this column came to a table that there was.
COMPOSITE = """
ALTER TABLE workflows_run ADD CONSTRAINT workflows_run_bulk_id_client_fk FOREIGN KEY (client_id, bulk_id)
  REFERENCES workflows_bulk (client_id, id) DEFERRABLE INITIALLY DEFERRED
"""
SEPARATE = "ALTER TABLE workflows_run DROP CONSTRAINT workflows_run_bulk_id_client_fk"

ASKED = """
CREATE FUNCTION baton_bulks_to_start(still interval) RETURNS TABLE (client bigint, bulk bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT b.client_id, b.id FROM public.workflows_bulk b
   WHERE b.state = 'starting' AND b.moved_at < clock_timestamp() - still ORDER BY b.moved_at;
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_bulks_to_start(interval) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_bulks_to_start(interval) TO "{app_role()}", CURRENT_USER'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0005_limits'),
        ('workflows', '0008_bell'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='bulk_row',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('notes', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('wrong', 'Needs mending'), ('checked', 'Ready to start'), ('starting', 'Starting'), ('started', 'Started'), ('cancelled', 'Cancelled')], default='checked', max_length=9)),
                ('size', models.PositiveIntegerField()),
                ('begun', models.PositiveIntegerField(default=0)),
                ('rows', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('priority', models.SmallIntegerField(default=-1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='bulks', to='workflows.version')),
            ],
            options={
                'verbose_name': 'bulk start',
                'ordering': ['-created_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='run',
            name='bulk',
            field=tenants.tenant.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='workflows.bulk'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(condition=models.Q(('bulk__isnull', False)), fields=('client', 'bulk', 'bulk_row'), name='run_of_row'),
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(fields=['client', '-created_at'], name='bulk_newest'),
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(condition=models.Q(('state', 'starting')), fields=['moved_at'], name='bulk_starting'),
        ),
        Protect("Bulk"),
        migrations.RunSQL(COMPOSITE, SEPARATE),
        migrations.RunSQL(ASKED, "DROP FUNCTION baton_bulks_to_start(interval)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
