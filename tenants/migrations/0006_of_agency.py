"""So that an agency's row for one client can point at a client of that agency only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0005_limits")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tenants_client ADD CONSTRAINT tenants_client_of_agency UNIQUE (agency_id, id)",
            "ALTER TABLE tenants_client DROP CONSTRAINT tenants_client_of_agency",
        ),
    ]
