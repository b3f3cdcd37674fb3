"""Back in a draft, and forth again, change by change: its last ten. Each leads exactly to how the draft was, as long as
nothing else came between.

A row leads from the draft as it is to how it was before a change; once it was followed, it leads forward again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tenants.models import User
from workflows import publications
from workflows.engine.definition import Definition
from workflows.models import Undo, Version

DEPTH = 10  # changes of a draft that are kept


@dataclass(frozen=True)
class Offered:
    """The change that can be undone now, and the one that can be done again."""

    back: Undo | None = None
    forth: Undo | None = None

    def __bool__(self) -> bool:
        return bool(self.back or self.forth)


@contextmanager
def undoable(draft: Version, words: str, by: User | None) -> Iterator[None]:
    """What is done to the draft inside can be undone. `words`: what it did, as a sentence."""
    before = _stored(draft)
    with transaction.atomic():
        yield
        after = _stored(draft)
        if (after["after"], after["base"]) != (before["after"], before["base"]):
            draft.undos.filter(undone=True).delete()
            Undo.objects.create(
                client_id=draft.client_id, version=draft, words=words[:200], by=by,
                **before | {"after": after["after"]},
            )  # fmt: skip
            _forget(draft)
        publications.changed(draft, by)


def offered(version: Version) -> Offered:
    rows = list(version.undos.defer("before").order_by("pk")) if version.is_draft else []
    if not rows:
        return Offered()
    here = version.fingerprint
    back = next((row for row in reversed(rows) if not row.undone), None)
    forth = next((row for row in rows if row.undone), None)
    return Offered(*(row if row and row.after == here else None for row in (back, forth)))


@transaction.atomic
def undo(draft: Version, number: int, by: User | None) -> bool:
    """Undo the change of this number, or do it again. False where the draft went on since."""
    ways = offered(draft)
    row = next((one for one in (ways.back, ways.forth) if one and one.pk == number), None)
    if row is None:
        return False
    here = _stored(draft)
    draft.fill(Definition.model_validate(row.before))
    draft.stand_on(row.base)
    row.before, row.base, row.undone = here["before"], here["base"], not row.undone
    row.after = _stored(draft)["after"]
    row.save(update_fields=["before", "base", "undone", "after"])
    publications.changed(draft, by)
    return True


def _stored(draft: Version) -> dict[str, Any]:
    """The draft as the database has it, whatever a form made of the one at hand."""
    version = Version.objects.get(pk=draft.pk)
    definition = version.definition
    return {"before": definition.model_dump(mode="json"), "base": version.base, "after": version.fingerprint}


def _forget(draft: Version) -> None:
    old = draft.undos.order_by("-pk").values_list("pk", flat=True)[DEPTH:]
    draft.undos.filter(pk__in=list(old)).delete()
