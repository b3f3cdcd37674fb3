"""Versions have names, drafts know who changed them last and who has them open, one that another took the place of is
set aside, and golden briefs say what a draft has to do well."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import Protect, app_role

# Which are due is asked before a scope exists: as with the other such questions it answers with ids only.
DUE = """
CREATE FUNCTION baton_publications_due() RETURNS TABLE (client bigint, publication bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT p.client_id, p.id FROM public.workflows_publication p
   WHERE p.state = 'planned' AND p.publish_at <= clock_timestamp() ORDER BY p.publish_at;
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_publications_due() FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(f'GRANT EXECUTE ON FUNCTION baton_publications_due() TO "{app_role()}", CURRENT_USER')


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0024_gallery"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("version", "name", models.CharField(blank=True, help_text="Optional, such as “Shorter letters”.", max_length=80)),
        migrations.AddField("version", "changed_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "version",
            "changed_by",
            models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            "version",
            "state",
            models.CharField(choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired"), ("aside", "Set aside")], default="draft", editable=False, max_length=10),
        ),
        migrations.CreateModel(
            "Editing",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(blank=True, max_length=120)),
                ("seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("version", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="editors", to="workflows.version")),
            ],
            options={
                "verbose_name_plural": "editing",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "version", "user"), name="editing_once")],
            },
        ),
        Protect("Editing"),
        migrations.AddField("version", "published_over", models.TextField(blank=True, default="", editable=False), preserve_default=False),
        migrations.AddField(
            "workflow",
            "golden_needed",
            models.BooleanField(default=False, help_text="A draft has to pass its gates on them at least as often as the published version.", verbose_name="publishing asks for the golden briefs"),
        ),
        migrations.CreateModel(
            "Golden",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("brief", models.JSONField()),
                ("expectation", models.TextField(blank=True, help_text="What a good piece does with it, for whoever compares. Optional.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("created_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("workflow", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="goldens", to="workflows.workflow")),
            ],
            options={
                "verbose_name": "golden brief",
                "ordering": ["name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "workflow", "name"), name="golden_name")],
            },
        ),
        Protect("Golden"),
        migrations.AddField("workflow", "second_person", models.BooleanField(default=False, editable=False, verbose_name="publishing needs a second person")),
        migrations.CreateModel(
            "Publication",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("over", models.TextField(blank=True)),
                ("state", models.CharField(choices=[("open", "Waits for a second person"), ("planned", "Planned"), ("approved", "Approved"), ("refused", "Sent back"), ("withdrawn", "Withdrawn"), ("lapsed", "Lapsed, for the draft was changed"), ("failed", "Not published")], default="open", max_length=9)),
                ("publish_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("version", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="publications", to="workflows.version")),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(condition=models.Q(("state__in", ["open", "planned"])), fields=("client", "version"), name="publication_open")],
            },
        ),
        Protect("Publication"),
        migrations.RunSQL(DUE, "DROP FUNCTION baton_publications_due()"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]  # fmt: skip
