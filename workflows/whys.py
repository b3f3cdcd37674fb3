"""Why this context: what an attempt was given of memory, as people read it, from what was kept with the attempt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memory.models import Passage
from memory.recalled import LESSON, PARTS, PINNED_KINDS
from memory.selection import tokens
from workflows.models import Attempt

LABELS = {
    "voice": "Brand voice",
    "constraints": "Constraints",
    "lesson": "Lessons",
    "always": "Always used",
    "sample": "Past pieces",
    "facts": "Facts",
}
KINDS = {**LABELS, "lesson": "Lesson", "sample": "Past piece"}
WHOLE = "Whole in every context."
REASONS = {
    "voice": WHOLE,
    "constraints": WHOLE,
    "lesson": "An accepted lesson: in every context.",
    "always": "Always used: somebody of the agency wants it in every context.",
}


@dataclass(frozen=True)
class Line:
    """One passage, document or lesson."""

    id: int
    document_id: int
    title: str
    part: str
    kind: str  # as people read it
    place: str  # where in its document, and of which version
    text: str
    percent: float  # of the budget; 0 where none was kept
    score: float
    why: str
    now: Passage | None  # as it stands today: what people decided on it; None where nothing can be

    @property
    def is_found(self) -> bool:
        return self.part in ("sample", "facts")

    @property
    def rank(self) -> int:
        """Of 100, among what was found: how near it is to the brief is in `why`."""
        return round(100 * self.score)


@dataclass(frozen=True)
class Bar:
    """One part of the picture; `start` and `percent` of its width."""

    part: str
    label: str
    tokens: int
    start: float
    percent: float


@dataclass(frozen=True)
class Why:
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    left_out: tuple[str, ...] = ()
    budget: int = 0
    note: str = ""

    @property
    def tokens(self) -> int:
        return sum(bar.tokens for bar in self.bars)

    @property
    def told(self) -> str:
        """The picture in words."""
        return ", ".join(f"{bar.label} {bar.percent:.0f} %" for bar in self.bars)


def of(rows: Sequence[Attempt]) -> Why:
    """Of the attempts that made a piece: everything once, and how the last one's room was divided."""
    room: Mapping[str, Any] = next((row.room for row in reversed(rows) if row.room), {})
    budget = int(room.get("budget", 0))
    entries = _once(entry for row in rows for entry in row.context)
    known = _known(rows, entries)
    return Why(
        tuple(_line(entry, budget, known) for entry in entries),
        _bars(room, budget),
        tuple(f"{left['title']} ({left['tokens']} tokens)" for left in room.get("left_out", ())),
        budget,
        str(room.get("note", "")),
    )


def _once(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """In the order of the parts; inside a part as they were given."""
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for entry in entries:
        first.setdefault((entry["title"], entry["text"]), entry)
    return sorted(first.values(), key=lambda entry: PARTS.index(_part(entry)))


def _part(entry: Mapping[str, Any]) -> str:
    kind = str(entry["kind"])
    if entry.get("pinned"):
        return kind if kind in (*PINNED_KINDS, LESSON) else "always"
    return "sample" if kind == "sample" else "facts"


def _known(rows: Sequence[Attempt], entries: Sequence[Mapping[str, Any]]) -> dict[int, Passage]:
    """The passages that are still there, with what people decided on them."""
    ids = [int(entry.get("id") or 0) for entry in entries if _part(entry) in ("always", "sample", "facts")]
    if not rows or not any(ids):
        return {}
    found = Passage.objects.filter(client_id=rows[0].client_id, pk__in=ids)
    return {row.pk: row for row in found.exclude(document__kind__in=PINNED_KINDS).select_related("use_by")}


def _line(entry: Mapping[str, Any], budget: int, known: Mapping[int, Passage]) -> Line:
    part, pk = _part(entry), int(entry.get("id", 0))
    version = entry.get("version")
    found = f"Found {entry['why']}." if entry.get("why") else "Found for this prompt."
    return Line(
        id=pk,
        document_id=int(entry.get("document_id", 0)),
        title=str(entry["title"]),
        part=part,
        kind=KINDS.get(str(entry["kind"]), str(entry["kind"]).capitalize()),
        place=" · ".join(filter(None, [entry.get("heading"), f"version {version}" if version else ""])),
        text=str(entry["text"]),
        percent=100 * tokens(entry["text"]) / budget if budget else 0.0,
        score=float(entry.get("score", 0)),
        why=REASONS.get(part, found),
        now=None if part == LESSON else known.get(pk),
    )


def _bars(room: Mapping[str, Any], budget: int) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    for share in room.get("shares", ()):
        start = bars[-1].start + bars[-1].percent if bars else 0.0
        percent = 100 * share["tokens"] / budget
        bars.append(
            Bar(share["part"], LABELS.get(share["part"], share["part"]), share["tokens"], start, percent)
        )
    return tuple(bars)
