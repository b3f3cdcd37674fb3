"""What a client may spend on models in a month."""

import django.core.validators
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0006_of_agency'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='budget_usd',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='What models may cost it in a month of its time zone, in US dollars. Empty: no budget.', max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='budget for a month'),
        ),
        migrations.AddField(
            model_name='client',
            name='budget_warn_percent',
            field=models.PositiveSmallIntegerField(default=80, help_text='Percent of the budget. The agency’s owners get a letter, once a month.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='warn at'),
        ),
        migrations.AddField(
            model_name='client',
            name='budget_when_tight',
            field=models.CharField(choices=[('stop', 'Go on as usual, and stop when the budget is met'), ('degrade', 'Ask the route “cheap” only, and stop when the budget is met')], default='stop', help_text='A call that could cost more than what is left is never sent: its run stops, and can be resumed.', max_length=8, verbose_name='from the warning on'),
        ),
    ]
