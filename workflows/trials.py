"""Trials: a run that shows what would happen. Models are asked and cost what they cost; nobody else is: a review passes
and says why it would have waited, nothing is sent, nothing enters memory, and no list or number counts it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from tenants.models import User
from workflows import decisions
from workflows.models import Run, Version


def start(
    version: Version,
    brief: Mapping[str, Any],
    *,
    title: str,
    by: User | None = None,
    documents: Mapping[int, str] | None = None,
    group: UUID | None = None,
    beside: UUID | None = None,
    purpose: str = "",
    read: Sequence[int] = (),
    steps: int = 0,
    **more: str,
) -> Run:
    """A trial of a version as it is now: what is changed in a draft later doesn't reach it.

    `documents` gives pinned documents other words (id -> Markdown). `group` joins trials that are shown together, and
    `beside` names the run that one is compared with. `read` are the documents whose words are in the brief: what is
    forgotten of them goes out of it (workflows.redacting). `steps`: how many are done before it rests (0: all,
    workflows.stepping). `purpose` and whatever else is given say what it is
    for. Raises limits.QueueFull.
    """
    frozen = version.definition.model_dump(mode="json") if version.is_draft else None
    facts = {
        "definition": frozen,
        "documents": {str(pk): text for pk, text in (documents or {}).items()},
        "group": str(group or uuid4()),
        "beside": str(beside) if beside else "",
        "purpose": purpose,
        "read": list(read),
        "steps": steps,
        **more,
    }
    return decisions.start(version, dict(brief), title=title, origin=Run.Origin.TRIAL, by=by, trial=facts)


def documents(run: Run) -> dict[int, str]:
    """Documents that have other words in this trial."""
    return {int(pk): text for pk, text in (run.trial or {}).get("documents", {}).items()}


def of_group(client_id: int, group: UUID) -> QuerySet[Run]:
    """Those shown together, in the order in which they began."""
    rows = Run.with_trials.filter(client_id=client_id, trial__group=str(group))
    return rows.select_related("version__workflow").order_by("created_at")


def beside(run: Run) -> Run | None:
    """The real run that this one is compared with; None if it is compared with none, or that is gone."""
    other = (run.trial or {}).get("beside")
    return Run.objects.filter(client_id=run.client_id, pk=other).first() if other else None


def writer(run: Run) -> str:
    """The model that wrote last in a run, as its provider calls it; "" if none answered."""
    calls = run.calls.filter(state="answered", purpose__in=("write", "revise")).order_by("-id")
    return str(calls.values_list("model", flat=True).first() or "")


def piece(run: Run) -> str:
    """What a run came to so far: the text of the last step, in the order of the process, that has one."""
    order = {key: place for place, key in enumerate(run.definition.graph.order)}
    rows = run.attempts.filter(state="passed").order_by("id").values_list("key", "id", "output")
    texts = [(order.get(key, -1), pk, output.get("text", "")) for key, pk, output in rows]
    return str(max(texts, default=(0, 0, ""))[2])
