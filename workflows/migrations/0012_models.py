"""Keys, models, prices and routes that are an agency's or one client's own."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from tenants.rls import OF_AGENCY, OF_AGENCY_OR_CLIENT, Protect


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0006_of_agency'),
        ('workflows', '0011_database_times'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=60)),
                ('model', models.CharField(max_length=120, verbose_name='id at the vendor')),
                ('label', models.CharField(max_length=120, verbose_name='name')),
                ('context', models.PositiveIntegerField(default=128000, help_text='Tokens it can read at most.')),
                ('max_output', models.PositiveIntegerField(default=8000, help_text='Tokens it can write at most.', verbose_name='longest answer')),
                ('images', models.BooleanField(default=False, verbose_name='sees pictures')),
                ('pdf', models.BooleanField(default=False, verbose_name='reads PDF')),
                ('retires_on', models.DateField(blank=True, help_text="From this day on it isn't asked any more.", null=True)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
            ],
            options={
                'verbose_name': 'model',
                'ordering': ['provider', 'label'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'provider', 'model'), name='agency_model_once')],
            },
        ),
        migrations.CreateModel(
            name='AgencyPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=60)),
                ('model', models.CharField(max_length=120)),
                ('effective_from', models.DateField(verbose_name='from')),
                ('input', models.DecimalField(decimal_places=6, max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('output', models.DecimalField(decimal_places=6, max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('cache_read', models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('cache_write', models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('source', models.CharField(blank=True, help_text='Where you read it.', max_length=200)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
            ],
            options={
                'verbose_name': 'price',
                'ordering': ['provider', 'model', '-effective_from'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'provider', 'model', 'effective_from'), name='agency_price_once', violation_error_message='There is a price from that day already. Change that one.')],
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('anthropic', 'Anthropic'), ('openai', 'OpenAI'), ('gemini', 'Gemini'), ('compatible', "A server that speaks OpenAI's chat completions")], max_length=12, verbose_name='where')),
                ('name', models.CharField(blank=True, help_text='For a server of your own: what routes call it. Two servers have two names.', max_length=40, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and hyphens, for example “our-server”.')])),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('hint', models.CharField(blank=True, editable=False, max_length=8)),
                ('base_url', models.URLField(blank=True, help_text="Empty: the vendor's own.", verbose_name='address')),
                ('model_ids', models.JSONField(blank=True, default=list)),
                ('abilities', models.JSONField(blank=True, default=dict)),
                ('calls_at_once', models.PositiveIntegerField(default=0, help_text='0: no limit.')),
                ('calls_per_minute', models.PositiveIntegerField(default=0, help_text='0: no limit.')),
                ('disabled', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('tested_at', models.DateTimeField(editable=False, null=True)),
                ('test_passed', models.BooleanField(editable=False, null=True)),
                ('test_told', models.TextField(blank=True, editable=False)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('client', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty: for all clients that have none of their own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'model key',
                'ordering': ['kind', 'name', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'client', 'kind', 'name'), name='credential_once', nulls_distinct=False, violation_error_message='There is one already. Change that one.')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('choices', models.JSONField(default=list)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('client', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty: for all clients that have none of their own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'client', 'name'), name='route_once', nulls_distinct=False)],
            },
        ),
        Protect("AgencyModel", rule=OF_AGENCY),
        Protect("AgencyPrice", rule=OF_AGENCY),
        Protect("Credential", rule=OF_AGENCY_OR_CLIENT),
        Protect("Route", rule=OF_AGENCY_OR_CLIENT),
    ]
