"""A step is done again, and with it all that lies below: nothing above, and no promise of a run is broken by it."""

from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.engine.drawn import definitions
from tests.workflows.engine.simulation import Simulation
from tests.workflows.newsletter import BRIEF, definition
from workflows import decisions, retrying, runner
from workflows.engine.attempts import Plan, Spent
from workflows.engine.kinds import review
from workflows.models import Attempt, Delivery, Event, Lease, Run, Workflow
from workflows.waiting import asked

IMPOSSIBLE = {"threshold": 10}  # no text of the stand-in gets full marks


class Repeated(Simulation):
    """Somebody has steps done again: when the run has ended, and while it waits."""

    again = 4

    def _forgiven(self, planned: Plan) -> bool:
        if super()._forgiven(planned):
            return True
        resting = planned.ending or (planned.waiting_for and self.chance.random() < 0.1)
        if not resting or not self.again or any(a.state == "open" for a in self.attempts) or planned.starts:
            return False
        self.again -= 1
        key = self.chance.choice(self.definition.steps).key
        try:
            found = retrying.marked(
                self.definition, self.attempts, key, self.now, spent=Spent(), note="Again."
            )
        except retrying.Impossible:
            return False
        self._check_marks(key, found)
        return True

    def _check_marks(self, key: str, found: retrying.Again) -> None:
        assert {mark.key for mark in found.marks} <= {key}, "something else is marked"
        self.attempts = [
            replace(a, forgiven=True) if a.series in found.forgiven and a.state == "failed" else a
            for a in self.attempts
        ]
        self.attempts += found.marks


@settings(max_examples=150)
@given(drawn=definitions(), seed=st.integers(0, 10**6), rising=st.booleans())
def test_it_keeps_the_promises_of_a_run(drawn, seed: int, rising: bool) -> None:
    Repeated(drawn, seed, rising).to_the_end()


def started(client_id: int, rubric: dict | None = None, **more: object) -> Run:
    with tenant_tx(client_id):
        workflow = Workflow.objects.create(client_id=client_id, name="Newsletter", slug="newsletter")
        draft = workflow.open_draft()
        made = definition(rubric, **more)
        draft.fill(made)
        return decisions.start(draft.publish(), BRIEF, title="Quiet season", origin="command")


def limited(client_id: int, **limits: int) -> Run:
    with tenant_tx(client_id):
        workflow = Workflow.objects.create(client_id=client_id, name="Newsletter", slug="newsletter")
        draft = workflow.open_draft()
        made = definition(IMPOSSIBLE)
        draft.fill(made.model_copy(update={"limits": made.limits.model_copy(update=limits)}))
        return decisions.start(draft.publish(), BRIEF, title="Quiet season", origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def tries(run: Run, key: str) -> list[tuple[str, bool]]:
    return list(Attempt.objects.filter(run=run, key=key).values_list("state", "forgiven"))


@pytest.mark.django_db(transaction=True)
class TestOfRows:
    def test_it_repeats_the_step_and_all_below_and_nothing_above(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk))
        with tenant_tx(run.client_id):
            assert run.state == "done"
            piece = Delivery.objects.get(run=run)
            retrying.retry_from(run, "rules", by=cast.ours.editor)
            assert (run.state, run.finished_at) == ("queued", None)
        run = carried(run)
        with tenant_tx(run.client_id):
            assert run.state == "done"
            assert tries(run, "draft") == [("passed", False)]
            assert tries(run, "rubric") == [("passed", False)]
            assert tries(run, "rules") == [("passed", False), ("failed", True), ("passed", False)]
            assert tries(run, "deliver") == [("passed", False)] * 2
            assert Delivery.objects.get(run=run).pk == piece.pk
            mark = Attempt.objects.get(run=run, key="rules", number=2)
            assert mark.note == f"Done again at the request of {cast.ours.editor}."
            told = Event.objects.get(run=run.pk, kind="run.retried")
            assert told.by == cast.ours.editor
            assert told.data["steps"] == ["rules", "review", "deliver"]

    def test_it_asks_a_person_again_whose_approval_was_of_the_earlier_text(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
        with tenant_tx(run.client_id):
            row = Attempt.objects.get(run=run, key="review", state="waiting")
            decisions.decide(run.pk, row.pk, review.approved(asked(row).output, "An edited text."))
        run = carried(run)
        assert run.state == "done"
        with tenant_tx(run.client_id):
            retrying.retry_from(run, "draft")
        run = carried(run)
        with tenant_tx(run.client_id):
            assert run.state == "waiting"
            assert Delivery.objects.get(run=run).text == "An edited text."
            row = Attempt.objects.get(run=run, key="review", state="waiting")
            decisions.decide(run.pk, row.pk, review.approved(asked(row).output, "A newer text."))
        run = carried(run)
        with tenant_tx(run.client_id):
            assert (run.state, Delivery.objects.get(run=run).text) == ("done", "A newer text.")

    def test_it_goes_on_after_a_cancel(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
        with tenant_tx(run.client_id):
            decisions.cancel(run)
        run = carried(run)
        assert run.state == "stopped"
        with tenant_tx(run.client_id):
            retrying.retry_from(run, "review")
            assert not Lease.objects.get(pk=run.pk).cancel
        assert carried(run).state == "waiting"

    def test_it_goes_on_after_a_final_rejection(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
        with tenant_tx(run.client_id):
            row = Attempt.objects.get(run=run, key="review", state="waiting")
            decisions.decide(run.pk, row.pk, review.rejected("No."))
        run = carried(run)
        assert run.state == "stopped"
        with tenant_tx(run.client_id), pytest.raises(retrying.Impossible, match="wasn't reached yet"):
            retrying.retry_from(run, "deliver")
        with tenant_tx(run.client_id):
            retrying.retry_from(run, "draft")
        assert carried(run).state == "waiting"

    def test_it_says_which_limit_forbids_it(self, cast: Cast) -> None:
        run = carried(limited(cast.ours.client.pk, attempts=4))
        assert "used up its 4 attempts" in run.sentence
        with tenant_tx(run.client_id):
            before = Attempt.objects.filter(run=run).count()
            with pytest.raises(
                retrying.Impossible, match=r"can't be done again: the run used up its 4 attempts\."
            ):
                retrying.retry_from(run, "draft")
            assert Attempt.objects.filter(run=run).count() == before

    def test_it_does_not_go_round_the_limit_of_changes(self, cast: Cast) -> None:
        run = carried(limited(cast.ours.client.pk, changes=0, revisions=0))
        with tenant_tx(run.client_id):
            row = Attempt.objects.get(run=run, key="review", state="waiting")
            decisions.decide(run.pk, row.pk, review.changes(note="Mention the sauna."))
        run = carried(run)
        assert "limit of 0 rounds" in run.sentence
        with tenant_tx(run.client_id):
            with pytest.raises(retrying.Impossible, match="limit of 0 rounds of changes"):
                retrying.retry_from(run, "draft")
            retrying.retry_from(run, "review")
        assert carried(run).state == "waiting"

    def test_it_leaves_a_run_at_work_alone(self, cast: Cast) -> None:
        run = started(cast.ours.client.pk)
        with tenant_tx(run.client_id), pytest.raises(retrying.Impossible, match="at work"):
            retrying.retry_from(run, "draft")

    def test_it_rests_where_its_workflow_was_paused_meanwhile(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk))
        with tenant_tx(run.client_id):
            Workflow.objects.update(paused=True)
            retrying.retry_from(run, "draft")
        assert Lease.objects.get(pk=run.pk).paused

    def test_it_has_nothing_of_another_agencys_run(self, cast: Cast) -> None:
        run = carried(started(cast.ours.client.pk))
        with tenant_tx(cast.rival.client.pk), pytest.raises(Run.DoesNotExist):
            retrying.retry_from(run, "draft")
        assert Lease.objects.get(pk=run.pk).state == "done"
