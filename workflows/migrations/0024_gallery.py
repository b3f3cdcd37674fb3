"""Which workflow of the gallery a workflow began as."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0023_judgements")]

    operations = [
        migrations.AddField(
            "workflow", "gallery", models.CharField(max_length=60, blank=True, db_default="", default="", editable=False)
        )
    ]
