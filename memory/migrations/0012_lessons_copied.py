"""Lessons may be copied to another client of the agency; both say so."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("memory", "0011_words_of_every_language")]

    operations = [
        migrations.AddField(
            "lesson", "notes", ArrayField(models.CharField(max_length=300), default=list, editable=False)
        ),
        migrations.AlterField(
            "lesson",
            "trust",
            models.CharField(
                choices=[
                    ("written", "Written by a person"),
                    ("asked", "Asked for by a reviewer"),
                    ("edited", "Seen in people’s edits"),
                    ("copied", "Copied from another client"),
                ],
                default="written",
                editable=False,
                max_length=7,
            ),
        ),
    ]
