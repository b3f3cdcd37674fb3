"""How far a bulk start is: its rows by what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from workflows.models import Bulk, Lease, Run

WORDS = {
    "done": "Done",
    "stopped": "Stopped",
    "failed": "Failed",
    "waiting": "Waiting for a person",
    "later": "Tries again later",
    "running": "In work",
    "queued": "Not begun",
    "never": "Never started",
}


@dataclass(frozen=True)
class Part:
    state: str  # a key of WORDS
    words: str
    number: int
    before: int  # rows in the parts before it

    @property
    def runs(self) -> str:
        """The state of runs by which the list of runs can be filtered; "" where it can't."""
        return "waiting" if self.state == "later" else "" if self.state == "never" else self.state


@dataclass(frozen=True)
class Progress:
    size: int
    begun: int  # rows that are runs
    parts: tuple[Part, ...]

    def number(self, *states: str) -> int:
        return sum(part.number for part in self.parts if part.state in states)

    @property
    def ended(self) -> int:
        return self.number("done", "stopped", "failed", "never")

    @property
    def share(self) -> int:
        """Per cent of the rows that have ended; 100 only when all have."""
        return 100 * self.ended // self.size if self.size else 100

    @property
    def is_moving(self) -> bool:
        """Whether something changes without a person."""
        return self.number("later", "running", "queued") > 0

    @property
    def in_words(self) -> str:
        """One sentence for who can't see the bar."""
        told = ", ".join(f"{part.number:,} {part.words.lower()}" for part in self.parts if part.number)
        return f"{self.size:,} row{'' if self.size == 1 else 's'}: {told}."

    @property
    def fingerprint(self) -> str:
        """Changes whenever the page would."""
        return "-".join(str(part.number) for part in self.parts) + f"-{self.begun}"


def progress(bulk: Bulk) -> Progress:
    found = _counted(bulk)
    coming = bulk.size - bulk.begun
    found["never" if bulk.state == Bulk.State.CANCELLED else "queued"] += coming
    return Progress(bulk.size, bulk.begun, _parts(found))


def _counted(bulk: Bulk) -> dict[str, int]:
    by_state = dict(bulk.runs.order_by().values_list("state").annotate(number=Count("pk")))
    counts = dict.fromkeys(WORDS, 0) | by_state
    if counts["waiting"]:
        on_person = Exists(Lease.objects.filter(run_id=OuterRef("pk"), state=Lease.State.PARKED))
        counts["waiting"] = bulk.runs.filter(on_person, state=Run.State.WAITING).count()
        counts["later"] = by_state["waiting"] - counts["waiting"]
    return counts


def _parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    before, parts = 0, []
    for state, words in WORDS.items():
        parts.append(Part(state, words, counts[state], before))
        before += counts[state]
    return tuple(parts)
