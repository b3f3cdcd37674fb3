from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_oldest_first")]

    operations = [
        migrations.AlterModelOptions(
            name="member",
            options={
                "base_manager_name": "objects",
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        )
    ]
