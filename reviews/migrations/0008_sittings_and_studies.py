"""Drafts and time of people at a review; comments on words, with replies; what a decision taught."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

import tenants.tenant
from tenants.rls import Protect


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def client():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client"
    )


def person():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def of(model, name, **more):
    return tenants.tenant.TenantKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=name,
        to=f"reviews.{model}",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0007_guests_and_portal"),
        ("tenants", "0007_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Sitting",
            [
                ("id", key()),
                ("client", client()),
                ("review", of("review", "sittings")),
                ("by", person()),
                ("form", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("kept_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(db_default=Now())),
                ("seconds_open", models.PositiveIntegerField(default=0)),
                ("seconds_active", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("client", "review", "by"), name="sitting_once")
                ],
            },
        ),
        migrations.CreateModel(
            "Study",
            [
                ("id", key()),
                ("client", client()),
                ("decision", of("decision", "studies")),
                ("changes", models.JSONField(default=list)),
                ("asked", models.UUIDField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("client", "decision"), name="study_once")
                ],
                "indexes": [models.Index(fields=["client", "asked"], name="study_by_run")],
            },
        ),
        migrations.AddField("decision", "edit_share", models.FloatField(default=0.0)),
        migrations.AddField("decision", "seconds_open", models.PositiveIntegerField(null=True)),
        migrations.AddField("decision", "seconds_active", models.PositiveIntegerField(null=True)),
        migrations.AlterField("comment", "text", models.TextField(blank=True, max_length=5000)),
        migrations.AlterModelOptions(
            "comment", {"base_manager_name": "objects", "ordering": ["at", "id"]}
        ),
        migrations.AddField("comment", "parent", of("comment", "replies", null=True)),
        migrations.AddField("comment", "turn", models.PositiveIntegerField(default=0)),
        migrations.AddField("comment", "edited_at", models.DateTimeField(null=True)),
        migrations.AddField("comment", "resolved_at", models.DateTimeField(null=True)),
        migrations.AddField("comment", "resolved_by", person()),
        Protect("Sitting"),
        Protect("Study"),
        migrations.RunSQL(
            'ALTER TABLE "reviews_comment" ADD CONSTRAINT "reviews_comment_parent_id_client_fk" '
            'FOREIGN KEY (client_id, "parent_id") REFERENCES "reviews_comment" (client_id, "id") '
            "DEFERRABLE INITIALLY DEFERRED",
            'ALTER TABLE "reviews_comment" DROP CONSTRAINT "reviews_comment_parent_id_client_fk"',
        ),
    ]
