"""Every judgement of a rubric, raw; whether a review's audit drew a piece; and whether a person changed what they approved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0022_room")]

    operations = [
        migrations.AddField("attempt", "judgements", models.JSONField(db_default=[], default=list)),
        migrations.AddField(
            "attempt", "draw", models.CharField(blank=True, db_default="", default="", max_length=4)
        ),
        migrations.AddField("attempt", "edited", models.BooleanField(db_default=False, default=False)),
    ]
