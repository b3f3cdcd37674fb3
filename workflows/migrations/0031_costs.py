"""From which share of its limit on a run warns, and whether it asks cheap models then; costs summed from an index."""

from django.db import migrations, models

WHEN_TIGHT = [
    ("stop", "Go on as usual, and stop when the limit is met"),
    ("degrade", "Ask the route “cheap” only, and stop when the limit is met"),
]


class Migration(migrations.Migration):
    dependencies = [("workflows", "0030_undo_deeper")]

    operations = [
        migrations.AddField(
            "version",
            "cost_warn_percent",
            models.PositiveSmallIntegerField(
                "warn at", default=80, db_default=80,
                help_text="Percent of the cost limit. The run’s page says when it is reached.",
            ),  # fmt: skip
        ),
        migrations.AddField(
            "version",
            "cost_when_tight",
            models.CharField(
                "from the warning on", max_length=8, choices=WHEN_TIGHT, default="stop", db_default="stop",
                help_text="A call that could cost more than what is left of the limit is never sent.",
            ),  # fmt: skip
        ),
        migrations.RemoveIndex("call", "call_by_time"),
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["client", "sent_at"],
                include=["cost_usd", "reserved_usd", "written_off_at"],
                name="call_costs_by_time",
            ),
        ),
    ]
