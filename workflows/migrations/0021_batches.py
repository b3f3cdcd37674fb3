"""Requests that wait in a vendor’s batch: what belongs to a client, and what all workers have to see."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import tenants.ids
import tenants.tenant
from django.db import migrations, models

from tenants.rls import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0007_budgets'),
        ('workflows', '0020_long_requests_and_pages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='call',
            name='state',
            field=models.CharField(choices=[('ordered', 'In a batch'), ('sent', 'Sent'), ('answered', 'Answered'), ('failed', 'Failed')], default='sent', max_length=8),
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=tenants.ids.uuid7, editable=False, unique=True)),
                ('agency_id', models.BigIntegerField()),
                ('credential', models.CharField(max_length=60)),
                ('provider', models.CharField(max_length=40)),
                ('model', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('gathers', 'Gathers requests'), ('sending', 'Is being sent'), ('sent', 'Is with the vendor'), ('telling', 'Answered'), ('done', 'Done'), ('lost', 'Given up')], default='gathers', max_length=8)),
                ('clients', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('orders', models.IntegerField(default=0)),
                ('size', models.BigIntegerField(default=0)),
                ('vendor_id', models.CharField(blank=True, max_length=200)),
                ('tries', models.IntegerField(default=0)),
                ('kind', models.CharField(blank=True, max_length=12)),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('first_tried_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'batches',
                'indexes': [models.Index(condition=models.Q(('state__in', ['gathers', 'sending', 'sent', 'telling'])), fields=['next_at'], name='batch_due'), models.Index(fields=['credential', 'opened_at'], name='batch_of_credential')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'gathers')), fields=('agency_id', 'credential', 'provider', 'model'), name='batch_gathering')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=tenants.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('item', models.IntegerField(null=True)),
                ('question', models.CharField(max_length=64)),
                ('model', models.CharField(max_length=120)),
                ('size', models.IntegerField(default=0)),
                ('request', models.JSONField()),
                ('state', models.CharField(choices=[('waiting', 'Waits for its answer'), ('answered', 'Answered'), ('lost', 'No answer came'), ('dropped', 'Not wanted any more')], default='waiting', max_length=8)),
                ('sent', models.BooleanField(default=False)),
                ('problem', models.TextField(blank=True)),
                ('due_at', models.DateTimeField()),
                ('ordered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('settled_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('attempt', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='workflows.attempt')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflows.batch')),
                ('call', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='workflows.call')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('run', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='workflows.run')),
            ],
            options={
                'ordering': ['ordered_at', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['client', 'batch'], name='order_of_batch'), models.Index(fields=['client', 'run'], name='order_of_run')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('client', 'run', 'key', 'item', 'question'), name='order_once', nulls_distinct=False), models.UniqueConstraint(fields=('client', 'call'), name='order_of_call')],
            },
        ),
        Protect("Order"),
    ]
