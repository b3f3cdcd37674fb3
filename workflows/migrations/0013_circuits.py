"""What is known against a model at one account, shared by all workers."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0012_models")]

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credential", models.CharField(max_length=40)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("since", models.DateTimeField()),
                ("failures", models.IntegerField()),
                ("opened", models.IntegerField(default=0)),
                ("open_until", models.DateTimeField(null=True)),
                ("tried_until", models.DateTimeField(null=True)),
                ("kind", models.CharField(blank=True, max_length=12)),
                ("heard_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("credential", "model"), name="circuit_once"),
                ],
            },
        ),
    ]
