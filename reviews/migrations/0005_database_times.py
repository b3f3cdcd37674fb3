"""When something was is told by the database: a computer's clock may be wrong."""

from django.db import migrations, models
from django.db.models.functions import Now


def told_by_the_database(model: str, name: str) -> migrations.AlterField:
    return migrations.AlterField(model, name, models.DateTimeField(db_default=Now(), editable=False))


class Migration(migrations.Migration):
    dependencies = [("reviews", "0004_reminders")]

    operations = [
        told_by_the_database("comment", "at"),
        told_by_the_database("decision", "at"),
        told_by_the_database("review", "opened_at"),
    ]
