"""One step back in a draft: what adding, doubling, moving or taking out a step changed, or added advice, is put back
exactly, unless the draft went on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tenants.models import User
from workflows import publications
from workflows.engine.definition import Definition
from workflows.models import Undo, Version


@contextmanager
def undoable(draft: Version, words: str, by: User | None) -> Iterator[None]:
    """What is done to the draft inside can be undone. `words`: what it did, as a sentence."""
    before, base = draft.definition, draft.base
    with transaction.atomic():
        yield
        after = Version.objects.get(pk=draft.pk)
        facts = {
            "words": words[:200],
            "before": before.model_dump(mode="json"),
            "base": base,
            "after": after.fingerprint,
            "by": by,
        }
        Undo.objects.update_or_create(client_id=draft.client_id, version=draft, defaults=facts)
        publications.changed(draft, by)


def offered(version: Version) -> Undo | None:
    """The last change, if nothing came after it."""
    found = Undo.objects.filter(version=version).first() if version.is_draft else None
    return found if found and found.after == version.fingerprint else None


@transaction.atomic
def undo(draft: Version, by: User | None) -> str:
    """What was undone, in words; "" where there is nothing to undo, or the draft was changed since."""
    found = offered(draft)
    if found is None:
        return ""
    draft.fill(Definition.model_validate(found.before))
    draft.stand_on(found.base)
    found.delete()
    publications.changed(draft, by)
    return found.words
