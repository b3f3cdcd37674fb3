"""What changed between two versions, word by word, set like the piece itself.

Blocks are aligned first and words second: this keeps a long piece fast and a rewritten paragraph readable.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from memory.prose.markup import Piece, Tag, read
from memory.prose.rendering import blocks

ALIKE = 0.35  # below this share of common words two paragraphs are shown whole, not as confetti
PATIENCE = (
    4_000_000  # pairs of words; above it they are counted and no longer aligned, which would take seconds
)
AHEAD = 5  # so many paragraphs are searched for the one that a new paragraph came from


@dataclass(frozen=True)
class Amount:
    """Words taken out, put in and kept; `share` is how much of the older text was touched, 0 to 1."""

    removed: int
    added: int
    kept: int

    @property
    def share(self) -> float:
        most = max(self.removed, self.added)
        return most / (most + self.kept) if most else 0.0


def diff(old: str, new: str, *, sink: int = 0) -> SafeString:
    """Safe HTML of `new` with <ins> around what is new and <del> around what is gone. Both are Markdown."""
    before, after = blocks(old, sink=sink), blocks(new, sink=sink)
    parts: list[str] = []
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            parts += after[k:m]
        else:
            parts += (_block(gone, come) for gone, come in _pairs(before[i:j], after[k:m]))
    return mark_safe("\n".join(parts))


@dataclass(frozen=True)
class Row:
    """A block of the older text beside the one that it became; "" where there is none."""

    old: SafeString
    new: SafeString
    is_same: bool


def sides(old: str, new: str, *, sink: int = 0) -> list[Row]:
    """The same, side by side: what is gone is marked on the left, what is new on the right."""
    before, after = blocks(old, sink=sink), blocks(new, sink=sink)
    rows: list[Row] = []
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            rows += (Row(block, block, True) for block in after[k:m])
        else:
            rows += (_row(gone, come) for gone, come in _pairs(before[i:j], after[k:m]))
    return rows


def _row(old: str, new: str) -> Row:
    gone, come = _atoms(read(old)), _atoms(read(new))
    if not (old and new):
        return Row(mark_safe(_whole("del", gone)), mark_safe(_whole("ins", come)), False)
    left, right = set[int](), set[int]()
    opcodes = SequenceMatcher(None, _words(gone), _words(come), autojunk=False).get_opcodes()
    for how, i, j, k, m in opcodes:
        if how != "equal":
            left.update(range(i, j))
            right.update(range(k, m))
    return Row(mark_safe(_some("del", gone, left)), mark_safe(_some("ins", come, right)), False)


def _some(name: str, atoms: Sequence[Tag | str], chosen: set[int]) -> str:
    """The words with these numbers, from 0, are marked; neighbours read as one change."""
    parts, number = [], 0
    for atom in atoms:
        if isinstance(atom, Tag) or atom.isspace():
            parts.append(_source(atom))
            continue
        parts.append(_wrap(name, atom) if number in chosen else escape(atom, quote=False))
        number += 1
    return re.sub(rf"</{name}>(\s+)<{name}>", r"\1", "".join(parts))


def phrase(old: str, new: str) -> SafeString:
    """One suggested edit as plain words: the old struck out, the new beside it."""
    return mark_safe(" ".join(filter(None, (_wrap("del", old), _wrap("ins", new)))))


def counted(difference: str) -> Amount:
    """How much a difference made by `diff` shows as gone, come and kept."""
    removed, added, kept = 0, 0, 0
    within = ""
    for piece in read(difference):
        if isinstance(piece, Tag):
            within = {"<del>": "del", "<ins>": "ins", "</del>": "", "</ins>": ""}.get(piece.source, within)
            continue
        words = len(piece.words.split())
        removed += words if within == "del" else 0
        added += words if within == "ins" else 0
        kept += 0 if within else words
    return Amount(removed, added, kept)


def amount(old: str, new: str) -> Amount:
    """About the same, from the Markdown itself and without setting it: quick enough to tell while somebody types."""
    before, after = _lines(old), _lines(new)
    total = Amount(0, 0, 0)
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = " ".join(before[i:j]).split(), " ".join(after[k:m]).split()
        same = len(gone) if how == "equal" else _common(gone, come)
        total = Amount(total.removed + len(gone) - same, total.added + len(come) - same, total.kept + same)
    return total


def _lines(text: str) -> list[str]:
    """Empty ones are all alike, and hundreds of them would all be compared with each other."""
    return [line for line in text.split("\n") if line.strip()]


def _common(gone: Sequence[str], come: Sequence[str]) -> int:
    if len(gone) * len(come) > PATIENCE:
        return (Counter(gone) & Counter(come)).total()  # whatever their order: a little too many
    blocks = SequenceMatcher(None, gone, come, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each new block beside the old one it came from, in order; "" where there is none."""
    at = 0
    for index, block in enumerate(after):
        ahead = range(at, min(at + AHEAD, len(before)))
        match = next((place for place in ahead if _alike(before[place], block)), None)
        if match is not None:
            yield from ((gone, "") for gone in before[at:match])
            yield before[match], block
            at = match + 1
            continue
        if at < len(before) and not any(_alike(before[at], later) for later in after[index + 1 :][:AHEAD]):
            yield before[at], ""
            at += 1
        yield "", block
    yield from ((gone, "") for gone in before[at:])


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, _words(_atoms(read(old))), _words(_atoms(read(new))), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _block(old: str, new: str) -> str:
    gone, come = _atoms(read(old)), _atoms(read(new))
    if old and new:
        return _by_word(_words(gone), come)
    return _whole("del", gone) + _whole("ins", come)


def _atoms(pieces: Iterable[Piece]) -> list[Tag | str]:
    """Tags, words and the white space between words."""
    return [atom for piece in pieces for atom in ([piece] if isinstance(piece, Tag) else _cut(piece.words))]


def _cut(words: str) -> list[str]:
    return re.findall(r"\s+|\S+", words)


def _words(atoms: Iterable[Tag | str]) -> list[str]:
    return [atom for atom in atoms if isinstance(atom, str) and not atom.isspace()]


def _source(atom: Tag | str) -> str:
    return atom.source if isinstance(atom, Tag) else atom


def _whole(name: str, atoms: Iterable[Tag | str]) -> str:
    """A block that went or came as a whole: its tags stay, all of its text is marked."""
    runs = groupby(atoms, key=lambda atom: isinstance(atom, Tag))
    return "".join(
        "".join(_source(atom) for atom in run) if tags else _wrap(name, "".join(map(_source, run)))
        for tags, run in runs
    )


def _by_word(gone: Sequence[str], atoms: Sequence[Tag | str]) -> str:
    """The tags are those of the new version; words that went are shown where they stood."""
    places = [index for index, atom in enumerate(atoms) if isinstance(atom, str) and not atom.isspace()]
    parts = [atom.source if isinstance(atom, Tag) else escape(atom, quote=False) for atom in atoms]
    opcodes = SequenceMatcher(None, gone, _words(atoms), autojunk=False).get_opcodes()
    for how, i, j, k, m in opcodes:
        for place in places[k:m] if how in ("insert", "replace") else ():
            parts[place] = f"<ins>{parts[place]}</ins>"
        if how in ("delete", "replace"):
            _strike(parts, " ".join(gone[i:j]), places, k)
    return re.sub(r"</ins>(\s+)<ins>", r"\1", "".join(parts))  # neighbouring new words read as one change


def _strike(parts: list[str], words: str, places: Sequence[int], before: int) -> None:
    """Struck words stand before the word that follows them, or after the last one."""
    if before < len(places):
        parts[places[before]] = f"{_wrap('del', words)} {parts[places[before]]}"
    else:
        parts[places[-1]] += f" {_wrap('del', words)}"


def _wrap(name: str, words: str) -> str:
    return f"<{name}>{escape(words, quote=False)}</{name}>" if words.strip() else escape(words, quote=False)


def by_word(old: str, new: str) -> SafeString:
    """Two plain texts as one, word by word, lines kept: for prompts, which are no Markdown."""
    gone, come = _cut(old), _cut(new)
    parts: list[str] = []
    for how, i, j, k, m in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        if how == "equal":
            parts.append(escape("".join(come[k:m]), quote=False))
        else:
            parts += [_wrap("del", "".join(gone[i:j])), _wrap("ins", "".join(come[k:m]))]
    return mark_safe("".join(parts))
