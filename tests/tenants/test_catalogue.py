"""Nothing was forgotten: every table, unique, foreign key, view and partition keeps clients apart."""

import pytest
from django.apps import apps
from django.db import connection, connections, models, transaction

from tenants.scope import ScopeError, scope, unscoped
from tests.tenants.catalogue import NOT_OF_A_CLIENT, faults

OURS = ("tenants", "memory", "workflows", "reviews")
PROTECTED = sorted(
    (
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.db_table not in NOT_OF_A_CLIENT
    ),
    key=lambda model: model._meta.label,
)
MUTATIONS = [
    "ALTER TABLE memory_document NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE memory_document DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE forgotten (id int, client_id bigint NOT NULL)",
    "CREATE VIEW peephole AS SELECT * FROM memory_document",
    "CREATE MATERIALIZED VIEW copy AS SELECT 1 AS client_id",
    "CREATE UNIQUE INDEX oracle ON memory_document (title)",
    "ALTER TABLE memory_passage ADD CONSTRAINT simple FOREIGN KEY (document_id) REFERENCES memory_document (id)",
    "CREATE TABLE part PARTITION OF parted FOR VALUES IN (1)",
    *(f'DROP POLICY tenant ON "{model._meta.db_table}"' for model in PROTECTED),
]


def test_it_finds_nothing_forgotten(db: None) -> None:
    assert faults(connection) == []


def test_it_protects_every_model_of_ours(db: None) -> None:
    assert len(PROTECTED) >= 20


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_it_notices(mutation: str) -> None:
    """Each way to lose the protection, tried on the real schema and rolled back."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        if "parted" in mutation:
            cursor.execute("CREATE TABLE parted (client_id bigint NOT NULL) PARTITION BY LIST (client_id)")
        cursor.execute(mutation)
        assert faults(owner)
        transaction.set_rollback(True, using="owner")


@pytest.mark.parametrize("model", PROTECTED, ids=lambda model: model._meta.label)
def test_it_filters_in_every_manager(model: type[models.Model]) -> None:
    """Also in the one that relations use, so that the planner gets a plain WHERE; loud without a scope."""
    for manager in (model._default_manager, model._base_manager):
        with scope([41, 42], agency=7):
            where = str(manager.all().query).partition(" WHERE ")[2]
        assert "= ANY([41, 42]" in where or "baton_agency()" in where or '"agency_id" = 7' in where
    if model._meta.label != "tenants.Agency":
        with unscoped(), pytest.raises(ScopeError):
            str(model._base_manager.all().query)
