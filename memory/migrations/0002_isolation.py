"""Row-level security, and vectors kept in line: pushed out of line an exact scan costs several times as much."""

from django.db import migrations

from tenants.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("memory", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        Protect("Document"),
        Protect("Passage"),
        Protect("PassageVector"),
        Protect("PassageText"),
        migrations.RunSQL(
            "ALTER TABLE memory_passagevector ALTER embedding SET STORAGE PLAIN",
            "ALTER TABLE memory_passagevector ALTER embedding SET STORAGE EXTERNAL",
        ),
    ]
