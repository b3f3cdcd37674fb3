"""More than the last change of a draft can be undone, and done again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0029_efforts")]

    operations = [
        migrations.RemoveConstraint("undo", "undo_last"),
        migrations.AddField("undo", "undone", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex("undo", models.Index(fields=["client", "version"], name="undo_of_draft")),
    ]
