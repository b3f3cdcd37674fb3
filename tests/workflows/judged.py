"""Runs of a newsletter that were judged, as a worker leaves them: for what looks back on them."""

from collections.abc import Mapping
from typing import Any

from tests.cast import House
from tests.workflows.newsletter import BRIEF, definition
from workflows import decisions
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Delivery, Run, Version, Workflow

FINDING = Finding("rubric", "Facts", "It leaves one out.", score=5.0)


def publish(house: House, **rubric: Any) -> Version:
    workflow = Workflow.objects.create(
        client=house.client, name="Newsletter", slug=f"news-{Workflow.objects.count()}"
    )
    draft = workflow.open_draft()
    draft.fill(definition(rubric={"threshold": 7, **rubric}))
    return draft.publish()


def attempt(run: Run, key: str, number: int = 1, **more: Any) -> Attempt:
    home = {"client_id": run.client_id, "run": run, "key": key, "number": number}
    return Attempt.objects.create(**home, **{"state": "passed", "output": {"text": "A piece."}, **more})


def judged(
    version: Version,
    title: str,
    scores: Mapping[str, float],
    *others: Mapping[str, float],
    flagged: bool = False,
) -> Run:
    """A run whose piece has these scores; `others` are those of more judges."""
    run = decisions.start(version, BRIEF, title=title, origin="command")
    attempt(run, "draft")
    given = [{"model": f"judge-{n}", "scores": dict(one)} for n, one in enumerate((scores, *others)) if one]
    attempt(run, "rubric", scores=dict(scores), judgements=given, flagged=flagged)
    return run


def sent(run: Run, by: str = "gates") -> Delivery:
    row = attempt(run, "deliver")
    facts = {"title": run.title, "slug": "x", "text": "A piece.", "digest": "x", "approved_by": by}
    return Delivery.objects.create(client_id=run.client_id, run=run, attempt=row, step_key="deliver", **facts)


def decided(run: Run, state: str = "passed", **more: Any) -> Attempt:
    return attempt(run, "review", state=state, by_person=True, **more)
