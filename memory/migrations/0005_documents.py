"""Versions with their files, where a document comes from, and what resembles it. What there is becomes version 1 of
itself. Which clients have something to fetch or to read is asked before a scope exists, as in 0004."""

import django.contrib.postgres.fields
import django.db.models.deletion
import tenants.tenant
from django.conf import settings
from django.db import migrations, models

from tenants.rls import Protect, app_role

MOVED = """
SELECT set_config('app.maintenance', 'on', true);
INSERT INTO memory_documentversion
       (client_id, document_id, number, kind, title, text, digest, filename, original, problem, note, by_id, at)
SELECT client_id, id, 1, kind, title, text, digest, filename, original, '', '', added_by_id, added_at
  FROM memory_document;
UPDATE memory_document SET number = 1, indexed = CASE state WHEN 'ready' THEN 1 ELSE 0 END,
       source = CASE WHEN run IS NOT NULL THEN 'approved' WHEN filename <> '' THEN 'uploaded' ELSE 'pasted' END;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT set_config('app.maintenance', '', true);
"""
ASKED = """
CREATE FUNCTION baton_clients_to_read(still interval) RETURNS TABLE (client bigint, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT d.client_id, CASE d.state WHEN 'fetching' THEN 'fetching' ELSE 'unread' END
    FROM public.memory_document d
   WHERE d.state = 'unread' OR (d.state IN ('reading', 'fetching') AND d.changed_at < clock_timestamp() - still);
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_to_read(interval) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_clients_to_read(interval) TO "{app_role()}", CURRENT_USER'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('memory', '0004_catching_up'),
        ('tenants', '0007_budgets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='compared',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='expires_at',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='indexed',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='number',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='source',
            field=models.CharField(choices=[('uploaded', 'Uploaded'), ('pasted', 'Pasted'), ('imported', 'Imported from the web'), ('approved', 'Approved piece'), ('copied', 'Copied from another client')], default='pasted', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='document',
            name='tags',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='document',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='url',
            field=models.CharField(blank=True, editable=False, max_length=2000),
        ),
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('voice', 'Brand voice'), ('constraints', 'Constraints'), ('sample', 'Past piece'), ('facts', 'Facts'), ('audience', 'Audience')], max_length=12),
        ),
        migrations.AlterField(
            model_name='document',
            name='state',
            field=models.CharField(choices=[('fetching', 'Being fetched'), ('unread', 'Waiting to be read'), ('reading', 'Being read'), ('waiting', 'Being indexed'), ('ready', 'Ready'), ('failed', 'Could not be read')], default='waiting', editable=False, max_length=8),
        ),
        migrations.CreateModel(
            name='DocumentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(max_length=600)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('document', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='memory.document')),
            ],
            options={
                'ordering': ['document', '-at', '-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['client', 'document'], name='note_of_document')],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('voice', 'Brand voice'), ('constraints', 'Constraints'), ('sample', 'Past piece'), ('facts', 'Facts'), ('audience', 'Audience')], max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('original', models.BinaryField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('document', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='memory.document')),
            ],
            options={
                'ordering': ['document', '-number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('client', 'document', 'number'), name='document_version_number')],
            },
        ),
        migrations.CreateModel(
            name='Twin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.FloatField()),
                ('kept', models.BooleanField(default=False)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('document', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='younger_twins', to='memory.document')),
                ('other', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='older_twins', to='memory.document')),
            ],
            options={
                'ordering': ['-share', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('client', 'document', 'other'), name='twins_once')],
            },
        ),
        Protect("DocumentVersion"),
        Protect("DocumentNote"),
        Protect("Twin"),
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='document',
            name='filename',
        ),
        migrations.RemoveField(
            model_name='document',
            name='original',
        ),
        migrations.RunSQL(ASKED, "DROP FUNCTION baton_clients_to_read(interval)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
