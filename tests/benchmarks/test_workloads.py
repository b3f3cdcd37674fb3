"""The workloads are what their names promise: in steps, in stages, and in what a model's answer has to pass."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from benchmarks import workloads
from benchmarks.model_server import answer
from workflows.engine import rubrics
from workflows.engine.attempts import BRIEF, Attempt
from workflows.engine.checks import leftovers, length
from workflows.engine.definition import Definition
from workflows.engine.plan import plan
from workflows.engine.rubrics import Criterion
from workflows.engine.validate import validate

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def stages(definition: Definition) -> list[Sequence[str]]:
    """The keys of the steps that start together, until the planner says that it is done."""
    history = [Attempt(BRIEF, state="passed", output={"text": "", "data": workloads.BRIEF})]
    found = []
    while not (planned := plan(definition, history, NOW)).ending:
        assert planned.starts
        found.append([start.key for start in planned.starts])
        for start in planned.starts:
            history.append(
                Attempt(
                    start.key,
                    start.item,
                    start.number,
                    state="passed",
                    consumed=start.consumed,
                    output={"text": "x"},
                )
            )
    assert planned.ending.state == "done"
    return found


@pytest.mark.parametrize("definition", [workloads.w0(), workloads.w200()], ids=["w0", "w200"])
def test_it_is_nine_steps_in_seven_stages(definition: Definition) -> None:
    found = stages(definition)
    assert len(found) == workloads.STAGES
    assert sum(map(len, found)) == workloads.STEPS
    assert [len(stage) for stage in found] == [1, 1, 1, 1, 1, workloads.FAN, 1]


def test_it_judges_beside_the_rules() -> None:
    found = stages(workloads.newsletter())
    assert found == [["draft"], ["rules", "rubric"], ["review"], ["deliver"]]
    assert sum(map(len, found)) == workloads.NEWSLETTER_STEPS


@pytest.mark.parametrize(
    "definition",
    [workloads.w0(), workloads.w200(), workloads.newsletter(), workloads.newsletter("always")],
    ids=["w0", "w200", "newsletter", "shown"],
)
def test_it_can_be_published(definition: Definition) -> None:
    assert [problem for problem in validate(definition) if problem.level == "problem"] == []


def test_an_answer_passes_the_rules_and_the_judge() -> None:
    settings = workloads.newsletter().step("rules").settings
    criteria = [Criterion(**each) for each in workloads.CRITERIA]
    text = answer("Write about the season.", None, 1)
    assert length.length("rules", text, settings["min_words"], settings["max_words"]) == []
    assert leftovers.leftovers("rules", text) == []
    marks = rubrics.read(json.loads(answer("Judge it.", rubrics.schema(criteria), 2)), text, criteria)
    assert not isinstance(marks, str), marks
    assert rubrics.verdict("rubric", [marks], rubrics.Terms(criteria, 7)).passed
    assert isinstance(
        rubrics.read(json.loads(answer("Judge it.", rubrics.schema(criteria), 3)), "Else.", criteria), str
    )


def test_an_answer_is_a_kilobyte_never_the_same_and_repeats_a_canary() -> None:
    first, second = answer("about CANARY-7X", None, 1), answer("about CANARY-7X", None, 2)
    assert 800 < len(first) < 1300
    assert first != second
    assert "CANARY-7X" in first
