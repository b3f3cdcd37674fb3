"""What a form was based on, sealed into the form: only Baton can have written it, and only for this place."""

from collections.abc import Mapping
from typing import Any

from django.core import signing

SALT = "workflows.basing"


def sealed(workflow: int, place: str, values: Mapping[str, Any]) -> str:
    """`place` names the part of the draft, such as "steps/draft"."""
    return signing.dumps({"of": [workflow, place], "values": dict(values)}, salt=SALT, compress=True)


def opened(workflow: int, place: str, token: str) -> dict[str, Any] | None:
    """None for what was sealed for another place, or by nobody."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return dict(found["values"]) if found.get("of") == [workflow, place] else None
