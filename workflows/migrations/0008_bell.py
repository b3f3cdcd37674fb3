from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0007_schedules")]

    operations = [
        migrations.CreateModel(
            name="Bell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rung_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
