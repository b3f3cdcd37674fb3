"""Named groups of people, whom review steps can ask."""

import django.core.validators
import django.db.models.deletion
import tenants.tenant
from django.conf import settings
from django.db import migrations, models

from tenants.rls import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0007_budgets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Workflows name it by this, so it can’t be changed later.', max_length=60, validators=[django.core.validators.RegexValidator('^[^@]+$', 'A group’s name has no @ in it.')])),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.client')),
                ('group', tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='tenants.group')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(fields=('client', 'name'), name='group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(fields=('client', 'group', 'user'), name='group_member_once'),
        ),
        Protect("Group"),
        Protect("GroupMember"),
    ]
