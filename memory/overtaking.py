"""Two people had the same document open: whoever saves second is told, and decides knowingly."""

from collections.abc import Mapping

from memory.models import Document
from memory.refusals import Refused
from tenants.ids import numbers

FIELD = "based"  # of a form: the number of the version that it was opened on
UNKNOWN = 0  # no version has it, so a form that says something odd was based on none


class Overtaken(Refused):
    """Somebody else changed the document since. Saving over the version that is current now is for them to say."""


def based(posted: Mapping[str, str]) -> int | None:
    """None of a form that says nothing: a program's, which means what it sends."""
    said = posted.get(FIELD)
    return None if said is None else next(iter(numbers([said])), UNKNOWN)


def check(document: Document, seen: int | None) -> None:
    """Raises Overtaken unless the document still shows the version `seen`. Its row is held until the caller is done."""
    if seen is None:
        return
    rows = Document.objects.select_for_update().filter(pk=document.pk)
    number = rows.values_list("number", flat=True).first()
    if number != seen:
        raise Overtaken(_told(document, number or 0))


def _told(document: Document, number: int) -> str:
    version = document.versions.select_related("by").filter(number=number).first()
    whose = f", by {version.by}," if version and version.by else ""
    return (
        f"While you were writing, somebody changed it: version {number}{whose} is current now. “Versions” shows "
        "it. What you wrote stands here still and isn’t saved: take over what you need, then save again."
    )
