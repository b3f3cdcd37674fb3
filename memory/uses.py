"""What people decided on passages: use it always, never, or (as from the beginning) where it fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import now

from memory import allowed
from memory.models import Document, Passage
from memory.recalled import PINNED_KINDS, Recalled
from memory.refusals import Refused
from tenants.models import User

Use = Passage.Use
WHOLE = "“{}” is used whole in every context. To stop using a part of it, change the document."


@dataclass(frozen=True)
class Decided:
    """What people decided on a client's passages."""

    always: tuple[Recalled, ...] = ()
    never: frozenset[int] = frozenset()  # ids
    never_said: frozenset[str] = frozenset()  # their words, for the same text may stand elsewhere

    def without(self, found: Iterable[Recalled]) -> list[Recalled]:
        """What may be used of what was found, and isn't pinned."""
        decided = self.never | {one.id for one in self.always}
        return [one for one in found if one.id not in decided and _said(one.text) not in self.never_said]


def ability(passage: Passage, after: str, by: User) -> str:
    """What somebody needs who changes it (tenants.access): what stands in every prompt is the agency's to say, and
    that a passage is wrong can be said by the client's reviewer too, who takes back their own word only."""
    others = after == Use.FITS and passage.use_by_id != by.pk
    return "edit memory" if Use.ALWAYS in (passage.use, after) or others else "stop passages"


def decide(passage: Passage, use: str, by: User | None) -> None:
    """Kept with who and when; runs that were given the passage keep it. Raises Refused."""
    if passage.document.kind in PINNED_KINDS:
        raise Refused(WHOLE.format(passage.document.title))
    passage.use, passage.use_by, passage.use_at = Use(use), by, now()
    passage.save(update_fields=["use", "use_by", "use_at"])


def decided(client_id: int) -> Decided:
    """One query over the few that people decided on; inside the client's scope."""
    wanted = Q(use=Use.NEVER) | Q(allowed.holding("document__"), use=Use.ALWAYS)
    rows = Passage.objects.filter(wanted, client_id=client_id, use__in=[Use.ALWAYS, Use.NEVER])
    rows = rows.exclude(document__kind__in=PINNED_KINDS).select_related("document").order_by("pk")
    rows = rows.only("use", "text", "heading", "document__title", "document__kind", "document__indexed")
    always = [one for one in rows if one.use == Use.ALWAYS]
    never = [one for one in rows if one.use == Use.NEVER]
    return Decided(
        tuple(map(_pinned, always)),
        frozenset(one.pk for one in never),
        frozenset(_said(one.text) for one in never),
    )


def _pinned(passage: Passage) -> Recalled:
    document = passage.document
    return Recalled(
        passage.pk, document.pk, document.title, document.kind, passage.text, 1.0, True, passage.heading,
        document.indexed,
    )  # fmt: skip


def handed_on(gone: Document, kept: Document) -> None:
    """What was decided on passages of a document that goes holds for those of another that say the same, unless
    something is decided on them already: what somebody stopped doesn't come back by a merge."""
    decided = {_said(one.text): one for one in gone.passages.exclude(use=Use.FITS).order_by("pk")}
    for passage in kept.passages.filter(use=Use.FITS) if decided else ():
        if before := decided.get(_said(passage.text)):
            passage.use, passage.use_by_id, passage.use_at = before.use, before.use_by_id, before.use_at
            passage.save(update_fields=["use", "use_by", "use_at"])


def carried(document: Document, passages: Sequence[Passage]) -> None:
    """New passages of a document, unsaved, take over what was decided on its old ones with the same words."""
    old = document.passages.exclude(use=Use.FITS).order_by("pk")
    decided = {_said(one.text): one for one in old}
    for passage in passages:
        if before := decided.get(_said(passage.text)):
            passage.use, passage.use_by_id, passage.use_at = before.use, before.use_by_id, before.use_at


def _said(text: str) -> str:
    return " ".join(text.casefold().split())
