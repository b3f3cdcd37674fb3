from django.db import migrations

from tenants.rls import APPEND_ONLY, Protect


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("workflows", "0002_isolation"), ("tenants", "0002_isolation")]

    operations = [
        Protect("Review"),
        Protect("Decision", grants=APPEND_ONLY),
        Protect("Comment"),
    ]
