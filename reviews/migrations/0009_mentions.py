"""People asked by name in comments, letters about that and about budgets, and drafts that are forgotten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import Protect, app_role

KINDS = [
    ("waiting", "A piece waits for me"),
    ("overdue", "A piece that waits for me is overdue"),
    ("mention", "Somebody asks me in a comment"),
    ("comment", "Somebody comments on a piece"),
    ("piece", "A new piece is in the library"),
    ("budget", "A client’s budget is nearly used up"),
]
# The sweep's question, asked before any scope exists: only ids of clients are answered.
WHO_HAS_OLD_DRAFTS = """
CREATE FUNCTION baton_clients_of_old_drafts(days integer) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT s.client_id FROM public.reviews_sitting s
    JOIN public.reviews_review r ON r.client_id = s.client_id AND r.id = s.review_id
   WHERE s.kept_at < now() - make_interval(days => days)
     AND r.state <> 'open' AND r.closed_at < now() - make_interval(days => days);
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_of_old_drafts(integer) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_clients_of_old_drafts(integer) TO "{app_role()}", CURRENT_USER'
    )


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
                ("told_at", models.DateTimeField(null=True)),
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
        migrations.AddIndex(
            "sitting",
            models.Index(
                fields=["kept_at"], condition=models.Q(kept_at__isnull=False), name="sitting_drafted"
            ),
        ),
        migrations.RunSQL(WHO_HAS_OLD_DRAFTS, "DROP FUNCTION baton_clients_of_old_drafts(integer)"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
