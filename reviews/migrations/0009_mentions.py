"""People asked by name in comments, and letters about that and about budgets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import Protect

KINDS = [
    ("waiting", "A piece waits for me"),
    ("overdue", "A piece that waits for me is overdue"),
    ("mention", "Somebody asks me in a comment"),
    ("comment", "Somebody comments on a piece"),
    ("piece", "A new piece is in the library"),
    ("budget", "A client’s budget is nearly used up"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0008_sittings_and_studies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Mention",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.client",
                    ),
                ),
                (
                    "comment",
                    tenants.tenant.TenantKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="reviews.comment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guest",
                    tenants.tenant.TenantKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="reviews.guest",
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["start"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("client", "comment", "start"), name="mention_once"),
                    models.CheckConstraint(
                        condition=models.Q(end__gt=models.F("start")), name="mention_has_a_name"
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["client", "user"],
                        condition=models.Q(seen_at=None),
                        name="mention_unseen",
                    )
                ],
            },
        ),
        migrations.AlterField("letter", "kind", models.CharField(choices=KINDS, max_length=8)),
        Protect("Mention"),
    ]
