"""Where a brief comes in: all of its problems at once, or a run."""

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction

from tenants.models import User
from workflows import decisions, files
from workflows.answers import Answer, Lines, Wrong, read
from workflows.engine.definition import Field
from workflows.models import Run, Workflow

UNKNOWN_SHOWN = 20  # of the fields that the form doesn't have; the rest is counted


@dataclass(frozen=True)
class Problem:
    field: str  # the field's key, as it was sent; "" where the brief as a whole is meant
    sentence: str
    wrong: str = ""  # the sentence without its question

    @property
    def beside(self) -> str:
        """Where the question stands beside it."""
        return self.wrong[:1].upper() + self.wrong[1:] or self.sentence


@dataclass(frozen=True)
class Checked:
    """A brief that was read. `values` has every field of the form only where there are no problems."""

    values: dict[str, Answer]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


class BadBrief(Exception):
    """A brief that makes no run. `problems` holds all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))


class KeyReused(Exception):
    def __init__(self) -> None:
        super().__init__("This key already names another request. Give each new brief a key of its own.")


class KeyInFlight(Exception):
    def __init__(self) -> None:
        super().__init__("A request with this key is being worked on right now. Try again in a second.")


class Posted(Protocol):
    """What a submitted HTML form looks like: Django's QueryDict."""

    def get(self, key: str) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...


def check(fields: Sequence[Field], values: Mapping[str, Any]) -> Checked:
    """Reads a brief, from a form or from JSON, and names everything that is wrong with it."""
    kept: dict[str, Answer] = {}
    problems = []
    for field in fields:
        try:
            kept[field.key] = read(field, values.get(field.key))
        except Wrong as wrong:
            problems.append(Problem(field.key, f"“{field.label or field.key}” {wrong}", str(wrong)))
    return Checked(kept, (*problems, *_unknown([field.key for field in fields], values)))


def with_files(client_id: int, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the names of their files. Raises BadBrief where one is none of this client's."""
    brief, unknown = files.named(client_id, fields, values)
    if unknown:
        raise BadBrief([Problem(each.field.key, str(each)) for each in unknown])
    return brief


def posted(fields: Sequence[Field], data: Posted, prefix: str = "") -> dict[str, Any]:
    """The raw answers of a submitted form, whose inputs are named by the fields' keys after `prefix`.
    A browser sends nothing for a box that isn't ticked: that is a no."""
    return {field.key: _posted(field, data, prefix + field.key) for field in fields}


@transaction.atomic
def start(
    workflow: Workflow,
    values: Mapping[str, Any],
    by: User | None = None,
    origin: str = Run.Origin.STAFF,
    idempotency_key: str | None = None,
) -> Run:
    """A new run of the published version, queued; or the run that this key has already named.

    Raises BadBrief, and for the key KeyReused or KeyInFlight. Then nothing was written.
    """
    request = _digest(workflow, values)
    if idempotency_key is not None and (earlier := _started(workflow, idempotency_key)):
        if earlier.request_digest != request:
            raise KeyReused
        return earlier
    version = workflow.published
    if version is None:
        raise BadBrief([Problem("", f"“{workflow}” isn't published yet, so it can't run.")])
    fields = version.definition.fields
    checked = check(fields, values)
    if not checked.ok:
        raise BadBrief(checked.problems)
    brief = with_files(workflow.client_id, fields, checked.values)
    return decisions.start(
        version,
        brief,
        title=title(fields, checked.values, workflow),
        origin=origin,
        by=by,
        idempotency_key=idempotency_key,
        request_digest=request,
    )


def title(fields: Sequence[Field], brief: Mapping[str, Answer], workflow: Workflow) -> str:
    """What people call the run: its first one-line answer."""
    lines = (brief[field.key] for field in fields if field.kind == "line")
    return str(next(filter(None, lines), workflow.name))


def _started(workflow: Workflow, key: str) -> Run | None:
    """The run that this key names. Until this transaction ends nobody else can use the key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"start {workflow.client_id} {key}"]
        )
        (free,) = cursor.fetchone()
    if not free:
        raise KeyInFlight
    return Run.objects.filter(client_id=workflow.client_id, idempotency_key=key).first()


def _digest(workflow: Workflow, values: Mapping[str, Any]) -> str:
    """What was asked for, whatever the order of the answers."""
    asked = json.dumps([workflow.pk, dict(values)], sort_keys=True, default=str)
    return hashlib.sha256(asked.encode()).hexdigest()


def _posted(field: Field, data: Posted, name: str) -> Any:
    if field.kind in ("choices", "files"):
        return data.getlist(name)
    answer = data.get(name)
    if field.kind == "list" and isinstance(answer, str):
        return Lines(answer)
    return False if field.kind == "yes_no" and answer is None else answer


def _unknown(known: Sequence[str], values: Mapping[str, Any]) -> list[Problem]:
    strangers = [key for key in values if key not in known]
    shown = [Problem(key[:100], _stranger(key[:100], known)) for key in strangers[:UNKNOWN_SHOWN]]
    if more := len(strangers) - len(shown):
        shown.append(Problem("", f"{more:,} more fields aren't in this form either."))
    return shown


def _stranger(key: str, known: Sequence[str]) -> str:
    if near := difflib.get_close_matches(key, known, n=1):
        return f"There is no field “{key}” in this form; did you mean “{near[0]}”?"
    if not known:
        return f"There is no field “{key}”: this form asks nothing."
    return f"There is no field “{key}” in this form; it has: {', '.join(known)}."
