"""The rows of what is searched of one document: written so that a passage that stays the same stays the same row, for
people's choices hang on it. Inside the caller's transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Func, Value

from memory import uses
from memory.models import Document, Passage, PassageText, PassageVector

ROWS = 500  # written by one statement
ASIDE = 1_000_000  # positions of passages that are on their way to another


@dataclass(frozen=True)
class Stretch:
    """What one passage is to be."""

    position: int
    heading: str
    text: str
    searchable: str

    @cached_property
    def digest(self) -> str:
        return digest(self.searchable)


def searchable(title: str, heading: str, text: str) -> str:
    """A passage with what stands above it: that is often where its subject is named."""
    return "\n".join(filter(None, [title, heading, text]))


def digest(searchable: str) -> str:
    return hashlib.blake2b(searchable.encode(), digest_size=16).hexdigest()


def embedded(document: Document, model: str) -> set[str]:
    """Digests of the document's passages that have vectors of this model."""
    vectors = _of(PassageVector, document).filter(model=model).values("passage_id")
    return set(_of(PassageText, document).filter(passage_id__in=vectors).values_list("digest", flat=True))


def write(document: Document, stretches: list[Stretch], configuration: str) -> None:
    """The document's passages and their words as it says now. `configuration`: how new words are taken apart."""
    kept = _matched(document, stretches)
    new = [each for each in stretches if each.position not in kept]
    made = [_passage(document, each) for each in new]
    uses.carried(document, made)
    old = Passage.objects.filter(client_id=document.client_id, document=document)
    old.exclude(pk__in=kept.values()).delete()
    _moved(document, kept)
    _added(document, made, new, configuration)
    for model in (PassageText, PassageVector):
        _of(model, document).exclude(kind=document.kind).update(kind=document.kind)


def give_vectors(document: Document, model: str, vectors: Mapping[str, list[float]]) -> None:
    """By digest. A passage that has its vector of this model keeps it."""
    rows = _of(PassageText, document).filter(digest__in=list(vectors)).values_list("passage_id", "digest")
    keep_vectors(document.client_id, model, ((pk, document.kind, vectors[digest]) for pk, digest in rows))


def keep_vectors(client_id: int, model: str, rows: Iterable[tuple[int, str, list[float]]]) -> None:
    """(passage, its kind, vector)"""
    made = (
        PassageVector(client_id=client_id, passage_id=pk, kind=kind, model=model, embedding=vector)
        for pk, kind, vector in rows
    )
    PassageVector.objects.bulk_create(made, batch_size=ROWS, ignore_conflicts=True)


def _matched(document: Document, stretches: list[Stretch]) -> dict[int, int]:
    """New position -> the passage that says the same already, each used once, in the document's order."""
    rows = _of(PassageText, document).order_by("passage__position").values_list("digest", "passage_id")
    free: dict[str, list[int]] = defaultdict(list)
    for found, passage in rows:
        free[found].insert(0, passage)
    return {each.position: free[each.digest].pop() for each in stretches if free.get(each.digest)}


def _moved(document: Document, kept: Mapping[int, int]) -> None:
    rows = Passage.objects.filter(client_id=document.client_id, document=document)
    stand = dict(rows.values_list("pk", "position"))
    moving = [Passage(pk=pk, position=position) for position, pk in kept.items() if stand[pk] != position]
    if moving:
        rows.update(position=F("position") + ASIDE)
        moved = [Passage(pk=pk, position=position) for position, pk in kept.items()]
        Passage.objects.bulk_update(moved, ["position"], batch_size=ROWS)


def _passage(document: Document, stretch: Stretch) -> Passage:
    return Passage(
        client_id=document.client_id, document=document, position=stretch.position, heading=stretch.heading,
        text=stretch.text,
    )  # fmt: skip


def _added(document: Document, passages: list[Passage], stretches: list[Stretch], configuration: str) -> None:
    owner = {"client_id": document.client_id, "configuration": configuration}
    made = Passage.objects.bulk_create(passages, batch_size=ROWS)
    words = (
        PassageText(
            passage=passage, kind=document.kind, digest=each.digest,
            words=Func(Value(configuration), Value(each.searchable), function="baton_words"), **owner,
        )
        for passage, each in zip(made, stretches, strict=True)
    )  # fmt: skip
    PassageText.objects.bulk_create(words, batch_size=ROWS)


def _of(model: type, document: Document):  # type: ignore[no-untyped-def]
    return model.objects.filter(client_id=document.client_id, passage__document=document)  # type: ignore[attr-defined]
