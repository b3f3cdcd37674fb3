"""When something was is told by the database: a worker's clock may be wrong."""

from django.db import migrations, models
from django.db.models.functions import Now


def told_by_the_database(model: str, name: str) -> migrations.AlterField:
    return migrations.AlterField(model, name, models.DateTimeField(db_default=Now(), editable=False))


class Migration(migrations.Migration):
    dependencies = [("workflows", "0010_paused_leases")]

    operations = [
        told_by_the_database("attempt", "started_at"),
        told_by_the_database("call", "sent_at"),
        told_by_the_database("delivery", "delivered_at"),
        told_by_the_database("event", "at"),
        told_by_the_database("run", "created_at"),
    ]
