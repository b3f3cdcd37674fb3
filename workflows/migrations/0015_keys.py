"""Which models a server listed when it was asked; and addresses that are looked at by our own guard."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0014_money")]

    operations = [
        migrations.AddField(
            "credential", "listed", models.JSONField(blank=True, default=list, editable=False)
        ),
        migrations.AlterField(
            "credential",
            "base_url",
            models.CharField(
                blank=True,
                help_text="Empty: the vendor’s own. Of a server: what stands before “/chat/completions”.",
                max_length=200,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            "credential",
            "disabled",
            models.BooleanField(
                default=False,
                help_text="Runs don’t use it from their next step on. Everything is kept.",
                verbose_name="switched off",
            ),
        ),
    ]
