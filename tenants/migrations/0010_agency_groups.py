"""Groups of an agency's own people, for the workflows of all its clients."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tenants.rls import OF_AGENCY, Protect

# Postgres doesn't look at row-level security behind a foreign key, so the agency has to match too.
OF_GROUP = """
ALTER TABLE tenants_agencygroup ADD CONSTRAINT tenants_agencygroup_agency_key UNIQUE (agency_id, id);
ALTER TABLE tenants_agencygroupmember ADD CONSTRAINT tenants_agencygroupmember_group_agency_fk
  FOREIGN KEY (agency_id, group_id) REFERENCES tenants_agencygroup (agency_id, id) DEFERRABLE INITIALLY DEFERRED
"""
NOT_OF_GROUP = """
ALTER TABLE tenants_agencygroupmember DROP CONSTRAINT tenants_agencygroupmember_group_agency_fk;
ALTER TABLE tenants_agencygroup DROP CONSTRAINT tenants_agencygroup_agency_key
"""


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def agency():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.agency"
    )


class Migration(migrations.Migration):
    dependencies = [("tenants", "0009_shows_handoff")]

    operations = [
        migrations.CreateModel(
            "AgencyGroup",
            [
                ("id", key()),
                ("agency", agency()),
                (
                    "name",
                    models.CharField(
                        help_text="Workflows name it by this, so it can’t be changed later.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[^@]+$", "A group’s name has no @ in it."
                            )
                        ],
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "name"), name="agency_group_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            "AgencyGroupMember",
            [
                ("id", key()),
                ("agency", agency()),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="tenants.agencygroup",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "group", "user"), name="agency_group_member_once"
                    )
                ],
            },
        ),
        Protect("AgencyGroup", rule=OF_AGENCY),
        Protect("AgencyGroupMember", rule=OF_AGENCY),
        migrations.RunSQL(OF_GROUP, NOT_OF_GROUP),
    ]
