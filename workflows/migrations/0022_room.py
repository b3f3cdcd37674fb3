"""How the room for memory was divided in an attempt, and what had none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0021_batches"), ("memory", "0007_lessons_and_uses")]

    operations = [migrations.AddField("attempt", "room", models.JSONField(db_default={}, default=dict))]
