"""The scope: loud, transaction-local, and held by the database on its own."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction

from tenants.models import Agency, ApiKey, Client, Member
from tenants.scope import ScopeError, scope, tenant_tx, unscoped
from tests.cast import Cast
from tests.cutting import cut


def raw(sql: str, *params: object) -> list[tuple]:
    """Past the ORM: only row-level security is left."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def test_it_runs_as_a_role_that_cannot_bypass(db: None) -> None:
    ((bypasses, owns),) = raw(
        "SELECT rolsuper OR rolbypassrls, EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user)"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert not bypasses
    assert not owns


def test_it_is_an_error_to_ask_without_a_scope(cast: Cast) -> None:
    with unscoped(), pytest.raises(ScopeError):
        list(Client.objects.all())


def test_it_is_an_error_in_the_database_too(cast: Cast) -> None:
    with unscoped(), pytest.raises(ProgrammingError, match="tenant scope is not set"), transaction.atomic():
        raw("SELECT * FROM tenants_client")


def test_it_shows_only_the_clients_of_the_scope(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        assert list(Client.objects.all()) == [cast.ours.client]
        assert raw("SELECT id FROM tenants_client") == [(cast.ours.client.pk,)]


def test_it_ends_with_the_block(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, cast.rival.client.pk):
        with scope([cast.rival.client.pk]):
            assert raw("SELECT id FROM tenants_client") == [(cast.rival.client.pk,)]
        assert len(raw("SELECT id FROM tenants_client")) == 2


def test_it_survives_a_rolled_back_savepoint(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        try:
            with transaction.atomic(), scope([cast.rival.client.pk]):
                raw("SELECT id FROM tenants_client")
                raise LookupError
        except LookupError:
            pass
        assert raw("SELECT id FROM tenants_client") == [(cast.ours.client.pk,)]


def test_it_follows_the_scope_at_evaluation(cast: Cast) -> None:
    with scope([cast.ours.client.pk]):
        lazy = Client.objects.all()
    with tenant_tx(cast.rival.client.pk):
        assert list(lazy) == [cast.rival.client]


def test_it_refuses_to_write_for_another_client(cast: Cast) -> None:
    with (
        tenant_tx(cast.ours.client.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        ApiKey.issue(cast.rival.client.pk, "stolen")


def test_it_changes_nothing_of_another_client(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        assert raw("UPDATE tenants_client SET name = 'x' WHERE id = %s", cast.rival.client.pk) == [(0,)]
        assert raw("DELETE FROM tenants_client WHERE id = %s", cast.rival.client.pk) == [(0,)]


def test_it_keeps_a_client_with_its_agency(cast: Cast) -> None:
    with (
        tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        raw(
            "UPDATE tenants_client SET agency_id = %s WHERE id = %s",
            cast.rival.agency.pk,
            cast.ours.client.pk,
        )


def test_it_shows_only_the_own_agency_and_its_members(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        assert list(Agency.objects.all()) == [cast.ours.agency]
        emails = set(Member.objects.values_list("user__email", flat=True))
    assert cast.ours.reviewer.email in emails
    assert cast.neighbour_reviewer.email not in emails
    assert not any(email.startswith("rival") for email in emails)


def test_it_cannot_be_switched_off_by_the_app(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        raw("SELECT set_config('app.maintenance', 'on', true)")
        assert raw("SELECT id FROM tenants_client") == []


@pytest.mark.parametrize(
    "escape", ["SET row_security = off", "SET ROLE baton_owner", "SET SESSION AUTHORIZATION postgres"]
)
def test_it_has_no_way_out(cast: Cast, escape: str) -> None:
    seen = []
    with tenant_tx(cast.ours.client.pk), suppress(DatabaseError), transaction.atomic():
        raw(escape)
        seen = raw("SELECT * FROM tenants_client WHERE id = %s", cast.rival.client.pk)
    assert seen == []


@pytest.mark.django_db(transaction=True)
def test_it_tells_of_a_lost_connection_as_django_does() -> None:
    """The scope is sent before the first statement; whoever waits for the database knows Django's errors only."""
    with pytest.raises(OperationalError), transaction.atomic():
        connection.ensure_connection()
        cut(connection.connection.info.backend_pid)
        connection.cursor().execute("SELECT 1")
    connection.close()
