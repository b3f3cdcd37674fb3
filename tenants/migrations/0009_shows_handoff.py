"""Whether a client's people read its handoff pages in the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0008_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='shows_handoff',
            field=models.BooleanField(default=True, help_text='Its people read the handoff pages of its workflows in the portal: steps, prompts and figures, without costs. Public links are made one by one, and are not held by this.', verbose_name='shows how its workflows work'),
        ),
    ]
