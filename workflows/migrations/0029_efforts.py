"""Whether a model of an agency's own is told how long to think."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0028_templates")]

    operations = [
        migrations.AddField(
            "agencymodel",
            "efforts",
            models.BooleanField(
                "is told how long to think", default=True, db_default=True,
                help_text="Off for those that refuse to be told, as Claude Haiku 4.5, GPT 4.1 and Gemini 2.5 do.",
            ),  # fmt: skip
        ),
    ]
