"""A workflow of 30 steps with branches, a fan-out and send-backs, a year of runs behind it, and its editor."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from benchmarks import house
from tenants.access import Role
from tenants.models import Member
from tenants.scope import tenant_tx
from workflows import decisions
from workflows.engine.definition import Definition, Field, Step
from workflows.models import Attempt, Run, Version, Workflow

BRANCHES, RUNS = 4, 60
DICE = random.Random(7)
SAID = """
say what is new first give each point one paragraph with its figure as the brief has it and nothing that it has not
name the place the day who may come how much it costs end with one thing to do never two write plainly
"""
SOME = SAID.split()
WORDS = " ".join(DICE.choice(SOME) for _ in range(250))
CRITERION = {
    "name": "Facts",
    "description": "Every figure and name is in the brief.",
    "good": "One.",
    "bad": "Two.",
}


@dataclass
class Studio:
    browser: Browser
    workflow: Workflow

    def open(self) -> int:
        return self._got("change/")

    def step(self) -> int:
        return self._got("change/?step=write_2")

    def compare(self) -> int:
        return self._got("compare/?before=1&after=2")

    def handoff(self) -> int:
        return self._got("handoff/")

    def paper(self) -> int:
        return self._got("handoff.pdf")

    def pack(self) -> int:
        return self._got("handoff.zip")

    def _got(self, page: str) -> int:
        """The number of its queries."""
        with CaptureQueriesContext(connection) as asked:
            answer = self.browser.get(f"/admin/workflows/workflow/{self.workflow.pk}/{page}")
        assert answer.status_code == 200, (page, answer.status_code)
        return len(asked)


def definition(threshold: float = 7, prompt: str = WORDS) -> Definition:
    """30 steps: what is read, four branches that write, check, judge and mend, what joins them, a person, the shelf."""
    judging = {"threshold": threshold, "criteria": [{"key": f"c{n}", **CRITERION} for n in range(4)]}
    branches = [step for n in range(1, BRANCHES + 1) for step in _branch(n, judging, prompt)]
    mended = [f"mend_{n}" for n in range(1, BRANCHES + 1)]
    steps = [
        _step("fetch", "read", "Read the feed", url="{{ brief.page }}"),
        _step("generate", "ideas", "Find ideas", "read", prompt=prompt),
        *branches,
        _step("generate", "join", "Put it together", *mended, prompt=prompt),
        _step("rules", "rules", "House rules", "join", max_words=900),
        _step("rubric", "judge", "Worth reading?", "join", **judging),
        _step("review", "look", "The client reads it", "rules", "judge", mode="flagged"),
        _step("deliver", "shelf", "Put it on the shelf", "look", title="{{ brief.topic }}"),
        _step("deliver", "other_shelf", "And on the other", "look", title="{{ brief.topic }}, again"),
        _step("transform", "short", "The short one", "look", template="{{ brief.topic }}"),
        _step("transform", "letter", "A letter", "look", template="Dear reader, {{ brief.topic }}"),
    ]
    fields = [
        Field(key="topic", label="Topic", help="In one line."),
        Field(key="page", label="Page", kind="url"),
    ]
    fields += [Field(key=f"more_{n}", label=f"Question {n}", required=False) for n in range(8)]
    return Definition(fields=tuple(fields), steps=tuple(steps))


def _branch(n: int, judging: dict[str, Any], prompt: str) -> list[Step]:
    return [
        _step("generate", f"write_{n}", f"Write part {n}", "ideas", prompt=prompt),
        _step("rules", f"check_{n}", f"Check part {n}", f"write_{n}", min_words=50),
        _step("rubric", f"judge_{n}", f"Judge part {n}", f"write_{n}", **judging),
        _step("review", f"person_{n}", f"Look at part {n}", f"check_{n}", f"judge_{n}", mode="flagged"),
        _step("generate", f"mend_{n}", f"Mend part {n}", f"person_{n}", prompt=prompt),
    ]


def _step(kind: str, key: str, named: str, /, *needs: str, **settings: Any) -> Step:
    return Step(key=key, kind=kind, title=named, needs=needs, settings=settings)


def laid() -> Studio:
    agency, client, person, browser = house.founded()
    with tenant_tx(client.pk, agency=agency.pk):
        Member.objects.create(agency=agency, user=person, role=Role.OWNER)
        workflow = Workflow.objects.create(
            client=client, name="Guide", slug="guide", owner=person, purpose="A guide to read."
        )
        _published(workflow, definition())
        version = _published(workflow, definition(7.5, _edited(WORDS)))
        for number in range(RUNS):
            _ended(version, number)
        workflow.open_draft(person)
    return Studio(browser, workflow)


def _published(workflow: Workflow, made: Definition) -> Version:
    draft = workflow.open_draft()
    draft.fill(made)
    return draft.publish()


def _edited(text: str) -> str:
    """One word in twenty is another one."""
    return " ".join(word if DICE.random() > 0.05 else "guests" for word in text.split())


def _ended(version: Version, number: int) -> None:
    brief: dict[str, Any] = {"topic": "The valley", "page": "https://example.com/"}
    run = decisions.start(version, brief, title=f"Guide {number}", origin="command")
    keys = [step.key for step in version.definition.steps]
    rows = {"client_id": run.client_id, "run": run, "number": 1}
    broken = number % 7 == 0
    Attempt.objects.bulk_create(
        Attempt(**rows, key=key, state="failed" if broken and key == keys[-1] else "passed", output={"text": WORDS})
        for key in keys
    )  # fmt: skip
    ended = now() - timedelta(days=number)
    Run.objects.filter(pk=run.pk).update(state="failed" if broken else "done", finished_at=ended)
