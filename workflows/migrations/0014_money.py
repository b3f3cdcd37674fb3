"""What a call may cost, which key pays it, and that a person let go of what it may have cost."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0007_budgets'),
        ('workflows', '0013_circuits'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='credential',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='call',
            name='payer',
            field=models.CharField(blank=True, choices=[('deployment', 'The deployment’s key'), ('agency', 'The agency’s key'), ('client', 'The client’s own key')], max_length=10),
        ),
        migrations.AddField(
            model_name='call',
            name='reserved_usd',
            field=models.DecimalField(decimal_places=6, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='written_off_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['client', 'sent_at'], name='call_by_time'),
        ),
    ]
