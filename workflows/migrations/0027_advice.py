"""Advice that was put aside with a reason, and what a draft was before its last change that can be undone."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import Protect

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
CLIENT = models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")
BY = models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)
AT = models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0026_handing_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Dismissal",
            [
                ("id", ID.clone()),
                ("advice", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=300)),
                ("at", AT.clone()),
                ("by", BY.clone()),
                ("client", CLIENT.clone()),
                ("workflow", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="dismissals", to="workflows.workflow")),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "workflow", "advice"), name="dismissed_once")],
            },
        ),
        Protect("Dismissal"),
        migrations.CreateModel(
            "Undo",
            [
                ("id", ID.clone()),
                ("words", models.CharField(max_length=200)),
                ("before", models.JSONField()),
                ("after", models.CharField(max_length=64)),
                ("at", AT.clone()),
                ("by", BY.clone()),
                ("client", CLIENT.clone()),
                ("version", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="undos", to="workflows.version")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "version"), name="undo_last")],
            },
        ),
        Protect("Undo"),
    ]  # fmt: skip
