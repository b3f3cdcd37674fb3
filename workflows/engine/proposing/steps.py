"""The steps of a proposal: what writes, in its order; each result judged, reviewed and delivered."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.engine.advice.adding import CRITERIA
from workflows.engine.definition import Field, Step
from workflows.engine.keys import slug, unused
from workflows.engine.mapping import MOST, NAME, Process, given, reviews
from workflows.engine.proposing.notes import Notes, Unusable, count, entries, kind, line, prompt
from workflows.engine.proposing.parts import STEPS, THEIRS

Row = Mapping[str, Any]
GATES = {"rules": "House rules", "rubric": "Rubric"}
NOTHING_WRITES = "The model proposed no step that writes, so there is nothing to check or to deliver."


def steps(notes: Notes, process: Process, fields: Sequence[Field]) -> tuple[Step, ...]:
    """Raises Unusable where nothing is written."""
    rows = [row for row in notes.rows("steps") if _is_ours(notes, row)]
    writing = [row for row in rows if kind(row) == "generate"]
    if not writing:
        raise Unusable(NOTHING_WRITES)
    wanted = [_title(row) for row in writing if row.get("hands_over") is True][: MOST["outputs"]]
    results = wanted or [_title(writing[-1])]
    laying = Laying(notes, process, fields, _gates(notes, rows, results))
    for row in writing:
        laying.write(row)
        if _title(row) in results:
            laying.finish(row)
    return tuple(laying.made)


class Laying:
    """Lays one step behind the other."""

    def __init__(
        self, notes: Notes, process: Process, fields: Sequence[Field], gates: Mapping[tuple[str, str], Row]
    ) -> None:
        self.notes, self.process, self.fields, self.gates = notes, process, fields, gates
        self.made: list[Step] = []
        self.texts: dict[
            str, str
        ] = {}  # title, small → the step whose text is used: of a result, as it was approved
        self.criteria = _criteria(notes)

    def write(self, row: Row) -> None:
        """Only earlier texts are in reach, so that no circle can be proposed."""
        named = (self.texts.get(title.casefold(), "") for title in entries(row.get("after"), NAME))
        needs = tuple(dict.fromkeys(filter(None, named)))
        words = prompt(row.get("prompt")) or f"Write: {_title(row)}."
        ends = given(self.process, self.fields, [f"steps.{need}.text" for need in needs])
        key = self._lay("generate", row, _title(row), needs, {"prompt": "\n".join([words, *ends])})
        self.texts.setdefault(_title(row).casefold(), key)

    def finish(self, row: Row) -> None:
        """Judged by rules and criteria whatever was proposed, seen by whoever checks today, and delivered."""
        piece = self.made[-1].key
        judged = tuple(self._gate(gate, row, piece) for gate in GATES)
        found = reviews(self.process, judged, [step.key for step in self.made])
        self.made += found
        checked = self.made[-1].key
        self.texts[_title(row).casefold()] = checked
        self._lay("deliver", {}, f"Deliver: {_title(row)}"[:NAME], (checked,), {})

    def _gate(self, gate: str, result: Row, piece: str) -> str:
        row = self.gates.get((_title(result), gate))
        if row is None:
            self.notes.mend(
                f"“{GATES[gate]}” is added: “{_title(result)}” is checked before anybody gets it."
            )
        settings = (
            {"criteria": [dict(one) for one in self.criteria]} if gate == "rubric" else _rules(row or {})
        )
        return self._lay(gate, row or {}, _title(row or {}) or GATES[gate], (piece,), settings)

    def _lay(self, of: str, row: Row, title: str, needs: tuple[str, ...], settings: dict[str, Any]) -> str:
        key = unused(slug(title, of), [*(step.key for step in self.made), "brief"])
        why = self.notes.why(f"steps.{key}", row) if row else ""
        self.made.append(Step(key=key, kind=of, title=title, purpose=why, needs=needs, settings=settings))
        return key


def _is_ours(notes: Notes, row: Row) -> bool:
    if kind(row) not in (*STEPS, *THEIRS):
        notes.mend(f"“{_title(row) or 'A step'}” is left out: Baton has no step of the kind “{kind(row)}”.")
    return kind(row) in STEPS and bool(_title(row))


def _gates(notes: Notes, rows: Sequence[Row], results: Sequence[str]) -> dict[tuple[str, str], Row]:
    """(title of a result, kind of gate) → its gate. One that names no result is of the last one."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        if kind(row) not in GATES:
            continue
        named = [title for title in results if title in entries(row.get("after"), NAME)]
        place = (named or list(results))[-1], kind(row)
        if place in found:
            notes.mend(f"“{_title(row)}” is left out: “{place[0]}” has a check of this kind already.")
        found.setdefault(place, row)
    return found


def _rules(row: Row) -> dict[str, Any]:
    least, most = count(row.get("min_words")), count(row.get("max_words"))
    least = None if least and most and least > most else least
    never = entries(row.get("must_not_say"), 120)[:20]
    found = {"min_words": least, "max_words": most, "forbidden_phrases": never}
    return {name: value for name, value in found.items() if value}


def _criteria(notes: Notes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for row in notes.rows("criteria"):
        if name := line(row.get("name"), NAME):
            key = unused(slug(name, "criterion"), [one["key"] for one in found])
            found.append({"key": key, "name": name, "description": line(row.get("description"), 500) or name})
            notes.why(f"criteria.{key}", row)
    return found or [dict(one) for one in CRITERIA]


def _title(row: Row) -> str:
    return line(row.get("title"), NAME)
