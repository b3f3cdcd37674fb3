"""Lessons; what people decided on passages; what is known of approved pieces; which run was given what."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

import tenants.tenant
from tenants.rls import Protect


def client():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client"
    )


def person():
    return models.ForeignKey(
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


KINDS = [
    ("wording", "Wording"),
    ("tone", "Tone"),
    ("structure", "Structure"),
    ("fact", "Fact"),
    ("never", "Never"),
]
STATES = [("proposed", "Proposed"), ("accepted", "Accepted"), ("rejected", "Rejected")]
TRUST = [
    ("written", "Written by a person"),
    ("asked", "Asked for by a reviewer"),
    ("edited", "Seen in people’s edits"),
]
USES = [("fits", "As it fits"), ("always", "Always"), ("never", "Never")]
DECIDED = models.Q(state="proposed", decided_at__isnull=True) | models.Q(
    state__in=["accepted", "rejected"], decided_at__isnull=False
)


class Migration(migrations.Migration):
    dependencies = [
        ("memory", "0006_vectors"),
        ("tenants", "0007_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Lesson",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", client()),
                ("rule", models.CharField(help_text="One sentence that a writer can follow.", max_length=300)),
                ("kind", models.CharField(choices=KINDS, default="wording", max_length=9)),
                ("write", models.CharField(blank=True, help_text="The words to use.", max_length=80)),
                ("avoid", models.CharField(blank=True, help_text="The words that must not appear.", max_length=80)),
                ("state", models.CharField(choices=STATES, default="proposed", editable=False, max_length=8)),
                ("trust", models.CharField(choices=TRUST, default="written", editable=False, max_length=7)),
                ("run", models.UUIDField(editable=False, null=True)),
                ("decision", models.BigIntegerField(editable=False, null=True)),
                ("evidence", models.JSONField(default=list, editable=False)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "merged_into",
                    tenants.tenant.TenantKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="memory.lesson",
                    ),
                ),
                ("added_by", person()),
                ("added_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("decided_by", person()),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("reason", models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client", "state"], name="lesson_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(merged_into__isnull=True), fields=("client", "rule"), name="lesson_once"
                    ),
                    models.CheckConstraint(condition=DECIDED, name="lesson_decided"),
                ],
            },
        ),
        migrations.CreateModel(
            "Sample",
            [
                ("client", client()),
                (
                    "document",
                    tenants.tenant.TenantOneToOne(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="approval",
                        serialize=False,
                        to="memory.document",
                    ),
                ),
                ("by_person", models.BooleanField(default=False)),
                ("edit_share", models.FloatField(default=0.0)),
                ("score", models.FloatField(null=True)),
                ("approved_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(edit_share__gte=0, edit_share__lte=1), name="sample_edit_share"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Usage",
            [
                ("client", client()),
                ("lesson", models.BigIntegerField(default=0)),
                ("document", models.BigIntegerField(default=0)),
                ("passage", models.BigIntegerField(default=0)),
                ("run", models.UUIDField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "client",
                        "lesson",
                        "document",
                        "passage",
                        "run",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddField(
            "passage", "use", models.CharField(choices=USES, db_default="fits", default="fits", max_length=6)
        ),
        migrations.AddField("passage", "use_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "passage",
            "use_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "passage",
            models.Index(
                condition=models.Q(("use", "fits"), _negated=True),
                fields=["client", "use"],
                name="passage_by_use",
            ),
        ),
        Protect("Lesson"),
        Protect("Sample"),
        Protect("Usage"),
    ]
