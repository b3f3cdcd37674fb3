"""Which clients there are, for commands: whoever runs one owns the database, so it is asked as its owner."""

from dataclasses import dataclass

from django.db import connections

ALL = """
SELECT c.id, c.slug, a.slug FROM tenants_client c JOIN tenants_agency a ON a.id = c.agency_id ORDER BY a.slug, c.slug
"""


@dataclass(frozen=True)
class Entry:
    id: int
    slug: str
    agency: str

    @property
    def path(self) -> str:
        return f"{self.agency}/{self.slug}"


class Unclear(LookupError):
    """No client, or several, by that name. Its text is a sentence with those that there are."""


def everyone() -> list[Entry]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(ALL)
        return [Entry(*row) for row in cursor.fetchall()]


def find(name: str) -> Entry:
    """The client CLIENT, or AGENCY/CLIENT where that alone isn't clear. Raises Unclear."""
    entries = everyone()
    found = [entry for entry in entries if name in (entry.slug, entry.path)]
    if len(found) == 1:
        return found[0]
    if found:
        paths = " or ".join(entry.path for entry in found)
        raise Unclear(f"Several agencies have a client “{name}”: write {paths}.")
    if not entries:
        raise Unclear(f"There is no client “{name}”: there are no clients yet.")
    raise Unclear(f"There is no client “{name}”. There are: {', '.join(entry.path for entry in entries)}.")
