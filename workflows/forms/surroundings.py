"""What the rest of a workflow offers to one step's form: steps, intake fields, routes, connections."""

from collections.abc import Sequence
from dataclasses import dataclass

Choices = Sequence[tuple[str, str]]  # value, words

ROUTES: Choices = (
    ("writing", "Writing"),
    ("structured", "Structured data"),
    ("judging", "Judging"),
    ("vision", "Pictures and PDFs"),
    ("cheap", "Quick and cheap"),
)
SHELF = "Baton's own shelf, from which a CMS pulls"


@dataclass(frozen=True)
class Surroundings:
    steps: Choices = ()  # those that this one may name
    fields: Choices = ()  # of the intake form
    files: Choices = ()  # those of them that ask for pictures or PDFs
    routes: Choices = ROUTES
    connections: Choices = ()
    people: Choices = ()  # who may be asked to decide: roles, groups and members, as engine.circle names them
    models: Choices = ()  # those that may answer for the client, as "account/model"
