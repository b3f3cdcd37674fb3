"""Row-level security as migration operations. What they promise is held by tests/tenants/test_catalogue.py."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.migrations.operations.base import Operation

IN_SCOPE = '"{column}" = ANY ((SELECT baton_scope())::bigint[])'
OF_AGENCY = "agency_id = (SELECT baton_agency())"
OF_AGENCY_OR_CLIENT = f"{OF_AGENCY} AND (client_id IS NULL OR {IN_SCOPE.format(column='client_id')})"
MAINTAINED = "(SELECT current_setting('app.maintenance', true)) = 'on'"
READ_WRITE = "SELECT, INSERT, UPDATE, DELETE"
APPEND_ONLY = "SELECT, INSERT"


def app_role() -> str:
    """The role that requests and workers use. It equals the owner where only one role was given."""
    return settings.DATABASES["default"]["USER"]


def owner_role() -> str:
    return settings.DATABASES["owner"]["USER"]


class Protect(Operation):
    """Force row-level security on a tenant's table, and make its foreign keys to other tenant tables composite:
    Postgres doesn't check row-level security behind a foreign key, so (client_id, id) has to match instead."""

    reversible = True

    def __init__(self, model: str, rule: str = "", check: str = "", grants: str = READ_WRITE) -> None:
        self.model, self.rule, self.check, self.grants = model, rule, check, grants

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for statement in [*self._policies(model), *composite_keys(model)]:
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (
            f'DROP POLICY maintenance ON "{table}"',
            f'DROP POLICY tenant ON "{table}"',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Keep the rows of {self.model} with their client"

    def _policies(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        rule = self.rule or IN_SCOPE.format(column="client_id")
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{table}" FOR ALL TO PUBLIC USING ({rule}) WITH CHECK ({self.check or rule})',
            f'CREATE POLICY maintenance ON "{table}" FOR ALL TO "{owner_role()}" '
            f"USING ({MAINTAINED}) WITH CHECK ({MAINTAINED})",
            *self._grants(table),
        ]

    def _grants(self, table: str) -> list[str]:
        if app_role() == owner_role():
            return []
        return [
            f'REVOKE ALL ON "{table}" FROM "{app_role()}"',
            f'GRANT {self.grants} ON "{table}" TO "{app_role()}"',
        ]


def composite_keys(model: type[models.Model]) -> list[str]:
    """UNIQUE (client_id, id) to point at, and a composite constraint for each foreign key to a tenant table."""
    meta = model._meta
    table, key = meta.db_table, meta.pk.column
    if _may_be_of_one_client(model):
        return [
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_client_fk" FOREIGN KEY (agency_id, client_id) '
            "REFERENCES tenants_client (agency_id, id) DEFERRABLE INITIALLY DEFERRED"
        ]
    if not _owned(model):
        return []
    is_pointed_at = not isinstance(
        meta.pk, models.CompositePrimaryKey
    )  # such a key begins with the client itself
    statements = (
        [f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_client_key" UNIQUE (client_id, "{key}")']
        if is_pointed_at
        else []
    )
    for field in meta.local_fields:
        if isinstance(field, models.ForeignKey) and _owned(field.related_model):
            parent = field.related_model._meta
            statements.append(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_client_fk" '
                f'FOREIGN KEY (client_id, "{field.column}") '
                f'REFERENCES "{parent.db_table}" (client_id, "{parent.pk.column}") DEFERRABLE INITIALLY DEFERRED'
            )
    return statements


def _may_be_of_one_client(model: type[models.Model]) -> bool:
    """An agency's row (tenants.tenant.OfAgencyOrClient), whose constraint is ours to make."""
    fields = {field.name: field for field in model._meta.local_fields}
    client = fields.get("client")
    return (
        "agency" in fields
        and client is not None
        and client.null
        and not getattr(client, "db_constraint", True)
    )


def _owned(model: type[models.Model]) -> bool:
    return any(field.name == "client" and not field.null for field in model._meta.local_fields)
