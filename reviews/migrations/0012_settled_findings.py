"""An approval that edits the text keeps the findings that its edit settled, so that the record has them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0011_failed_runs")]

    operations = [migrations.AddField("approval", "settled", models.JSONField(default=list))]
