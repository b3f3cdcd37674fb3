"""What a pause holds back is counted at every start."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0009_bulk")]

    operations = [
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                models.F("client_id"),
                condition=models.Q(("paused", True), ("state", "queued")),
                name="lease_paused",
            ),
        ),
    ]
