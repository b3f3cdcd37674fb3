"""Versions have names, drafts know who changed them last, and one that another took the place of is set aside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0022_room"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("version", "name", models.CharField(blank=True, help_text="Optional, such as “Shorter letters”.", max_length=80)),
        migrations.AddField("version", "changed_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "version",
            "changed_by",
            models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            "version",
            "state",
            models.CharField(choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired"), ("aside", "Set aside")], default="draft", editable=False, max_length=10),
        ),
    ]  # fmt: skip
