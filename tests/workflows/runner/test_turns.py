"""Steps that only compute, one after the other: stored together, and each told of by itself."""

from collections.abc import Sequence
from functools import partial

import pytest
from asgiref.sync import async_to_sync

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows import newsletter
from workflows import decisions, runner
from workflows.engine.definition import Definition, Step
from workflows.models import Event, Run, Workflow
from workflows.runner import draining, turn
from workflows.runner.changes import Changes
from workflows.runner.storing import Answer, store
from workflows.runner.writer import Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[list[Changes]]:
    """All that was asked to be stored."""
    asked: list[list[Changes]] = []

    def watched(batch: Sequence[Changes]) -> list[Answer]:
        asked.append(list(batch))
        return store(batch)

    monkeypatch.setattr(draining, "Writer", partial(Writer, store=watched))
    return asked


def carried(client_id: int, *templates: str) -> Run:
    """A run of so many steps in a row, each a template."""
    keys = [f"s{number}" for number in range(len(templates))]
    steps = tuple(
        Step(key=key, kind="transform", needs=tuple(keys[:number][-1:]), settings={"template": template})
        for number, (key, template) in enumerate(zip(keys, templates, strict=True))
    )
    with tenant_tx(client_id):
        draft = Workflow.objects.create(client_id=client_id, name="Row", slug="row").open_draft()
        draft.fill(Definition(fields=newsletter.definition().fields, steps=steps))
        run = decisions.start(draft.publish(), newsletter.BRIEF, title="A row", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(client_id):
        return Run.objects.get(pk=run.pk)


def attempts(run: Run) -> list[tuple[str, int, str, str]]:
    with tenant_tx(run.client_id):
        rows = run.attempts.order_by("id").values_list("key", "number", "state", "output__text")
        return list(rows)


def told(run: Run) -> list[str]:
    with tenant_tx(run.client_id):
        lines = Event.objects.filter(run=run.pk).order_by("id").values_list("kind", "step_key")
        return [" ".join(line).strip() for line in lines]


FOUR = ("a", "{{ steps.s0.text }}b", "{{ steps.s1.text }}c", "{{ steps.s2.text }}d")
PASSED = [(f"s{number}", 1, "passed", "abcd"[: number + 1]) for number in range(4)]


def test_it_stores_a_row_of_them_at_once(
    cast: Cast, batches: list[list[Changes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        turn, "COMPUTING", 60.0
    )  # a busy computer may be held still for longer than a turn has
    run = carried(cast.ours.client.pk, *FOUR)
    assert (run.state, attempts(run)) == ("done", PASSED)
    assert len(batches) == 1
    assert told(run) == ["run.started", *(f"step.passed s{number}" for number in range(4)), "run.done"]


def test_it_computes_for_a_moment_only_before_others_have_their_turn(
    cast: Cast, batches: list[list[Changes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "COMPUTING", -1.0)
    run = carried(cast.ours.client.pk, *FOUR)
    assert (run.state, attempts(run)) == ("done", PASSED)
    assert len(batches) == 4


def test_it_fails_the_one_that_cannot_be_stored_and_no_other(
    cast: Cast, batches: list[list[Changes]]
) -> None:
    run = carried(cast.ours.client.pk, "a", "b", "{{ '%00' | url_decode }}", "d")
    assert run.state == "failed"
    assert "can't be stored" in run.sentence
    assert [attempt[2] for attempt in attempts(run)] == ["passed", "passed", "failed"]
