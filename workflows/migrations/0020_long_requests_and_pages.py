"""From how many tokens on a whole request costs more: a part of an agency's own price. And the pages of a PDF."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0019_assistants")]

    operations = [
        migrations.AddField(
            "agencyprice",
            "long_above",
            models.PositiveIntegerField(
                blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
            ),
        ),
        migrations.AddField("file", "pages", models.PositiveIntegerField(null=True)),
    ]
