"""Pictures and PDFs of briefs, and which of them went with a call."""

import django.db.models.deletion
import django.db.models.functions.datetime
import tenants.ids
from django.conf import settings
from django.db import migrations, models

from tenants.rls import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0006_of_agency'),
        ('workflows', '0016_routes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='files',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='field',
            name='kind',
            field=models.CharField(choices=[('line', 'One line'), ('text', 'Longer text'), ('number', 'Number'), ('date', 'Date'), ('choice', 'One of a list'), ('choices', 'Several of a list'), ('url', 'Web address'), ('list', 'List, one entry a line'), ('yes_no', 'Yes or no'), ('files', 'Pictures or PDFs')], default='line', max_length=10),
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.UUIDField(default=tenants.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255)),
                ('media_type', models.CharField(max_length=40)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
            ],
            options={
                'ordering': ['-added_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('client', 'digest', 'name'), name='file_once')],
            },
        ),
        Protect("File"),
    ]
