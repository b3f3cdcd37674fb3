"""A client may write in any of the languages that tenants.languages lists: choices, and nothing of the database."""

from django.db import migrations, models

from tenants.languages import choices


class Migration(migrations.Migration):
    dependencies = [("tenants", "0010_agency_groups")]

    operations = [
        migrations.AlterField(
            "client",
            "language",
            models.CharField(
                choices=choices, default="en", help_text="The language of the content.", max_length=8
            ),
        ),
    ]
