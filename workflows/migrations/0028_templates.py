"""Templates of an agency, in versions; which workflows follow one, and what an undo has to put back."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import tenants.tenant
from tenants.rls import APPEND_ONLY, OF_AGENCY, Protect

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
AGENCY = models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.agency")
CLIENT = models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")
BY = models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)
AT = models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)

# A client follows templates of its own agency only. With the template go its versions and who follows it, also of clients
# that whoever deletes it doesn't see: what a foreign key does isn't held back by row-level security.
KEYS = """
ALTER TABLE workflows_template ADD CONSTRAINT workflows_template_agency_key UNIQUE (agency_id, id);
ALTER TABLE workflows_templateversion ADD CONSTRAINT workflows_templateversion_template_fk
  FOREIGN KEY (agency_id, template_id) REFERENCES workflows_template (agency_id, id)
  ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE workflows_following ADD CONSTRAINT workflows_following_template_fk
  FOREIGN KEY (agency_id, template_id) REFERENCES workflows_template (agency_id, id)
  ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE workflows_following ADD CONSTRAINT workflows_following_client_fk
  FOREIGN KEY (agency_id, client_id) REFERENCES tenants_client (agency_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_KEYS = """
ALTER TABLE workflows_following DROP CONSTRAINT workflows_following_client_fk;
ALTER TABLE workflows_following DROP CONSTRAINT workflows_following_template_fk;
ALTER TABLE workflows_templateversion DROP CONSTRAINT workflows_templateversion_template_fk;
ALTER TABLE workflows_template DROP CONSTRAINT workflows_template_agency_key;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0027_advice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("undo", "base", models.PositiveIntegerField(editable=False, null=True)),
        migrations.CreateModel(
            "Template",
            [
                ("id", ID.clone()),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(max_length=60)),
                ("purpose", models.TextField(blank=True)),
                ("created_at", AT.clone()),
                ("agency", AGENCY.clone()),
                ("created_by", BY.clone()),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "name"), name="template_name")],
            },
        ),
        Protect("Template", rule=OF_AGENCY),
        migrations.CreateModel(
            "TemplateVersion",
            [
                ("id", ID.clone()),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("notes", models.TextField(blank=True)),
                ("published_at", AT.clone()),
                ("agency", AGENCY.clone()),
                ("published_by", BY.clone()),
                ("template", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="versions", to="workflows.template")),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "template", "number"), name="template_version_number")],
            },
        ),
        Protect("TemplateVersion", rule=OF_AGENCY, grants=APPEND_ONLY),
        migrations.CreateModel(
            "Following",
            [
                ("id", ID.clone()),
                ("since", AT.clone()),
                ("agency", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="tenants.agency")),
                ("client", CLIENT.clone()),
                ("template", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="followings", to="workflows.template")),
                ("workflow", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="followings", to="workflows.workflow")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "workflow"), name="following_once")],
            },
        ),
        Protect("Following"),
        migrations.CreateModel(
            "Base",
            [
                ("id", ID.clone()),
                ("number", models.PositiveIntegerField()),
                ("client", CLIENT.clone()),
                ("version", tenants.tenant.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="bases", to="workflows.version")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client", "version"), name="base_once")],
            },
        ),
        Protect("Base"),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]  # fmt: skip
