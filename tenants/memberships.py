"""Who somebody is, asked before any scope exists: two small SECURITY DEFINER functions answer (migration 0002)."""

from dataclasses import replace

from django.db import connection

from tenants.access import STAFF, Access, Role
from tenants.models.key import digest

Row = tuple[int, int | None, str]  # agency, client, role


def access_of(user_id: int, agency: int | None = None, client: int | None = None) -> Access:
    """What this user may see now. Everybody acts in one agency at a time, a client's people for one client at a time:
    `agency` and `client` choose among several. The oldest membership is the default, so that nobody is led away from
    their own agency by being invited into another."""
    rows = _memberships(user_id)
    if not rows:
        return Access()
    access = _chosen(rows, agency, client)
    others = {row[1] for row in rows if row[1] is not None} - set(access.clients)
    return replace(access, elsewhere=tuple(sorted(others)))


def _chosen(rows: list[Row], agency: int | None, client: int | None) -> Access:
    chosen = agency if agency in {row[0] for row in rows} else _agency_of(client, rows) or rows[0][0]
    mine = [row for row in rows if row[0] == chosen]
    staff = [row for row in mine if row[2] in STAFF]
    if staff:
        return _staff_access(staff)
    roles = {client_id: Role(role) for _, client_id, role in mine if client_id is not None}
    one = client if client in roles else next(iter(roles))
    return Access(agency=chosen, roles={one: roles[one]})


def clients_of(user_id: int) -> list[int]:
    """All clients that this user has any role for."""
    return sorted({row[1] for row in _memberships(user_id) if row[1] is not None})


def client_of_key(key: str) -> int | None:
    """The client of a live API key; None for an unknown, revoked or expired one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_client_of_key(%s)", [digest(key)])
        return cursor.fetchone()[0]


def _staff_access(mine: list[Row]) -> Access:
    whole = next((Role(role) for _, client_id, role in mine if client_id is None), None)
    roles = {client_id: Role(role) for _, client_id, role in mine if client_id is not None}
    return Access(agency=mine[0][0], agency_role=whole, roles=roles)


def _agency_of(client: int | None, rows: list[Row]) -> int | None:
    return next((row[0] for row in rows if client is not None and row[1] == client), None)


def _memberships(user_id: int) -> list[Row]:
    """A row for each client, and one with client None for a role in the whole agency; the oldest membership first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, client_id, role FROM baton_memberships(%s)", [user_id])
        return cursor.fetchall()
