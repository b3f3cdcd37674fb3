"""What of memory goes into one step's context. Pure: documents and passages in, a block out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil
from re import findall

from memory.recalled import PINNED_KINDS, Block, Recalled

CHARACTERS_PER_TOKEN = 4
LABEL = 12  # tokens for what frames a passage: its title, kind and borders
SAME = 0.7  # share of the shorter text's word triples that the other has too
CUT = "\n\n[…]"


def tokens(text: str) -> int:
    """An estimate, good to about a fifth: exact counting takes the vendor's own tokenizer."""
    return ceil(len(text) / CHARACTERS_PER_TOKEN)


def choose(pinned: Iterable[Recalled], found: Iterable[Recalled], budget: int, at_most: int) -> Block:
    """Pinned documents whole and in a fixed order, as far as the budget goes; then `found`, best first.

    At most `at_most` of `found`, about half of them from one document, none twice and none of a document that
    is pinned anyway. What doesn't fit is passed over for a shorter one. A pinned document is cut only if it
    doesn't fit; constraints get their place before voice does, for a rule that is missing costs more.
    """
    kept = _pinned(list(pinned), budget)
    left = budget - sum(map(_cost, kept))
    chosen = _recalled(found, kept, left, at_most)
    note = "The pinned documents are longer than the context: they were cut." if _is_cut(kept) else ""
    used = sum(map(_cost, [*kept, *chosen]))
    return Block(tuple(kept), tuple(chosen), used, budget, note)


def _pinned(documents: list[Recalled], budget: int) -> list[Recalled]:
    shown = sorted(documents, key=lambda each: (_place(each.kind), each.document_id))
    kept = {}
    for document in sorted(shown, key=lambda each: each.kind != "constraints"):
        fitting = _cut(document, budget)
        if fitting:
            kept[document.document_id] = fitting
            budget -= _cost(fitting)
    return [kept[each.document_id] for each in shown if each.document_id in kept]


def _place(kind: str) -> int:
    return PINNED_KINDS.index(kind) if kind in PINNED_KINDS else len(PINNED_KINDS)


def _cut(document: Recalled, budget: int) -> Recalled | None:
    """The document if it fits, else its beginning up to the last paragraph that does, else nothing."""
    if _cost(document) <= budget:
        return document
    room = (budget - LABEL) * CHARACTERS_PER_TOKEN - len(CUT)
    end = document.text.rfind("\n\n", 0, room) if room > 0 else -1
    return replace(document, text=document.text[:end] + CUT) if end > 0 else None


def _is_cut(kept: Sequence[Recalled]) -> bool:
    return any(each.text.endswith(CUT) for each in kept)


def _cost(passage: Recalled) -> int:
    return tokens(passage.text) + LABEL


def _recalled(
    found: Iterable[Recalled], pinned: Sequence[Recalled], left: int, at_most: int
) -> list[Recalled]:
    per_document = ceil(at_most / 2)
    whole = {each.document_id for each in pinned}
    chosen: list[Recalled] = []
    for passage in found:
        if len(chosen) == at_most:
            break
        siblings = sum(each.document_id == passage.document_id for each in chosen)
        fits = passage.document_id not in whole and siblings < per_document and _cost(passage) <= left
        if fits and not any(_same(passage.text, each.text) for each in chosen):
            chosen.append(passage)
            left -= _cost(passage)
    return chosen


def _same(one: str, other: str) -> bool:
    ours, theirs = _triples(one), _triples(other)
    return len(ours & theirs) >= SAME * min(len(ours), len(theirs))


def _triples(text: str) -> set[tuple[str, ...]]:
    words = findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1))}
