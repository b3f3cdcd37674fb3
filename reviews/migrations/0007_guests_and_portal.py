"""Guests with their links and codes, drafts of briefs, letters and what people wish for, and logos."""

import django.db.models.deletion
import django.db.models.functions.datetime
import tenants.ids
import tenants.tenant
from django.conf import settings
from django.db import migrations, models

from tenants.rls import Protect, app_role

# Asked before any scope exists, as for an API key.
WHOSE = """
CREATE FUNCTION baton_client_of_guest(hash text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE found bigint;
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  SELECT g.client_id INTO found FROM public.reviews_guest g
   WHERE g.digest = hash AND g.revoked_at IS NULL AND g.expires_at > now();
  PERFORM set_config('app.maintenance', '', true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION baton_client_of_guest(text) FROM PUBLIC;
"""
OF_GUESTS = """
ALTER TABLE {table} ADD CONSTRAINT {table}_guest_id_client_fk FOREIGN KEY (client_id, guest_id)
REFERENCES reviews_guest (client_id, id) DEFERRABLE INITIALLY DEFERRED
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_client_of_guest(text) TO "{app_role()}", CURRENT_USER'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0006_queue_and_circles'),
        ('tenants', '0008_groups'),
        ('workflows', '0023_judgements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Wishes',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wishes', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('kinds', models.JSONField(default=dict)),
                ('hour', models.PositiveSmallIntegerField(default=8)),
            ],
            options={
                'verbose_name_plural': 'wishes',
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=tenants.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('expires_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='reviews.review')),
            ],
            options={
                'ordering': ['created_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=tenants.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('seen', models.CharField(max_length=64)),
                ('note', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('accepted', models.JSONField(default=list)),
                ('dismissed', models.JSONField(default=list)),
                ('code', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('expires_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('guest', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='reviews.guest')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='guest',
            field=tenants.tenant.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='reviews.guest'),
        ),
        migrations.AddField(
            model_name='decision',
            name='guest',
            field=tenants.tenant.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='decisions', to='reviews.guest'),
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('waiting', 'A piece waits for me'), ('overdue', 'A piece that waits for me is overdue'), ('comment', 'Somebody comments on a piece'), ('piece', 'A new piece is in the library')], max_length=8)),
                ('about', models.CharField(max_length=40)),
                ('occasion', models.CharField(blank=True, max_length=24)),
                ('in_digest', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('sent_at', models.DateTimeField(null=True)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('media_type', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='BriefDraft',
            fields=[
                ('id', models.UUIDField(default=tenants.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('answers', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('workflow', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workflows.workflow')),
            ],
            options={
                'ordering': ['-saved_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['client', 'by', '-saved_at'], name='brief_draft_newest')],
            },
        ),
        migrations.AddField(
            model_name='approval',
            name='guest',
            field=tenants.tenant.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='reviews.guest'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('client', 'review', 'guest', 'digest'), name='approval_of_guest_once'),
        ),
        migrations.AddIndex(
            model_name='guest',
            index=models.Index(fields=['digest'], name='guest_digest'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.UniqueConstraint(fields=('client', 'review', 'email'), name='guest_once'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.UniqueConstraint(fields=('client', 'digest'), name='guest_link_once'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(fields=['client', 'guest', '-created_at'], name='confirmation_newest'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['due_at'], name='letter_due'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['created_at'], name='letter_old'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('client_id', 'to', 'kind', 'about', 'occasion'), name='letter_once'),
        ),
        migrations.AddConstraint(
            model_name='logo',
            constraint=models.UniqueConstraint(fields=('client',), name='logo_once'),
        ),
        Protect("Guest"),
        Protect("Confirmation"),
        Protect("BriefDraft"),
        Protect("Logo"),
        migrations.RunSQL(OF_GUESTS.format(table="reviews_decision"), migrations.RunSQL.noop),
        migrations.RunSQL(OF_GUESTS.format(table="reviews_comment"), migrations.RunSQL.noop),
        migrations.RunSQL(OF_GUESTS.format(table="reviews_approval"), migrations.RunSQL.noop),
        migrations.RunSQL(WHOSE, "DROP FUNCTION baton_client_of_guest(text)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
