"""Whether a model of an agency's own is told how long to think; what goes into a cache for an hour."""

from django.core.validators import MinValueValidator

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
        migrations.AddField(
            "agencyprice",
            "cache_write_long",
            models.DecimalField(
                max_digits=12, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
            ),
        ),
        migrations.AddField("call", "cache_write_long_tokens", models.PositiveIntegerField(null=True)),
    ]
