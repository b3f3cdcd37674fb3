"""Who somebody is, asked before any scope exists: two small SECURITY DEFINER functions answer (migration 0002)."""

from django.db import connection

from tenants.access import STAFF, Access, Role
from tenants.models.key import digest


def access_of(user_id: int, agency: int | None = None, client: int | None = None) -> Access:
    """What this user may see now. Staff act in one agency at a time, a client's people for one client at a time:
    `agency` and `client` choose among several, the first of each is the default."""
    rows = _memberships(user_id)
    staff = [row for row in rows if row[2] in STAFF]
    if staff:
        return _staff_access(staff, agency)
    roles = {client_id: Role(role) for _, client_id, role in rows if client_id is not None}
    if not roles:
        return Access()
    chosen = client if client in roles else min(roles)
    home = next(row[0] for row in rows if row[1] == chosen)
    return Access(agency=home, roles={chosen: roles[chosen]})


def clients_of(user_id: int) -> list[int]:
    """All clients that this user has any role for."""
    return sorted({row[1] for row in _memberships(user_id) if row[1] is not None})


def client_of_key(key: str) -> int | None:
    """The client of a live API key; None for an unknown, revoked or expired one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_client_of_key(%s)", [digest(key)])
        return cursor.fetchone()[0]


def _staff_access(rows: list[tuple[int, int | None, str]], agency: int | None) -> Access:
    agencies = sorted({row[0] for row in rows})
    chosen = agency if agency in agencies else agencies[0]
    mine = [row for row in rows if row[0] == chosen]
    whole = next((Role(role) for _, client_id, role in mine if client_id is None), None)
    roles = {client_id: Role(role) for _, client_id, role in mine if client_id is not None}
    return Access(agency=chosen, agency_role=whole, roles=roles)


def _memberships(user_id: int) -> list[tuple[int, int | None, str]]:
    """(agency, client, role): a row for each client, and one with client None for a role in the whole agency."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, client_id, role FROM baton_memberships(%s)", [user_id])
        return cursor.fetchall()
