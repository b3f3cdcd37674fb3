"""The questions of a proposal."""

from collections.abc import Mapping
from typing import Any

from workflows.engine.definition import Field, FieldKind
from workflows.engine.keys import slug, unused
from workflows.engine.mapping import LABEL, Process, mapped
from workflows.engine.proposing.notes import Notes, entries, kind, line
from workflows.engine.proposing.parts import ANSWERS


def questions(notes: Notes, process: Process) -> tuple[Field, ...]:
    made: list[Field] = []
    for row in notes.rows("fields"):
        if label := line(row.get("question"), LABEL):
            made.append(_question(notes, label, row, [field.key for field in made]))
    if made:
        return tuple(made)
    notes.mend("It proposed no questions, so the form asks for what you said somebody needs.")
    return mapped(process).fields


def _question(notes: Notes, label: str, row: Mapping[str, Any], taken: list[str]) -> Field:
    key = unused(slug(label, "question"), taken)
    notes.why(f"fields.{key}", row)
    answer, options = _answer(notes, label, row)
    required = row.get("required") is not False
    return Field(
        key=key, label=label, kind=answer, help=line(row.get("help"), 300), required=required, options=options
    )


def _answer(notes: Notes, label: str, row: Mapping[str, Any]) -> tuple[FieldKind, tuple[str, ...]]:
    asked, options = kind(row), tuple(entries(row.get("options"), 80))
    if asked in ("choice", "choices") and len(options) < 2:
        notes.mend(f"“{label}” is answered in a line: there was nothing to choose from.")
        return "line", ()
    if asked not in ANSWERS:
        notes.mend(f"“{label}” is answered in a line: Baton has no answer of the kind “{asked}”.")
        return "line", ()
    found: FieldKind = next(one for one in ANSWERS if one == asked)
    return found, options if asked in ("choice", "choices") else ()
