"""Budgets hold: parallel runs and two drains can't overspend, by the vendors' own SDKs and on the app's own rows."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stand_in import StandIn, overloaded, says
from tests.workflows.by_hand import expire, played_to
from tests.workflows.costs.stage import call, set_budget
from tests.workflows.processes import begun
from workflows import budgets, decisions, runner
from workflows.costs.asked import Asked
from workflows.costs.writing_off import write_off
from workflows.engine.definition import Definition, Limits, Step
from workflows.models import Attempt, Call, Event, Route, Run, Version, Workflow
from workflows.runner.changes import Changes
from workflows.runner.storing import store

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DRAFT = Step(
    key="draft", kind="generate", settings={"prompt": "Write.", "max_output": 1000, "use_memory": False}
)
SECOND = DRAFT.model_copy(update={"key": "second", "needs": ("draft",)})
DEAR = {
    "input_tokens": 500,
    "output_tokens": 4900,
}  # nearly all that was reserved: Sonnet may write 5,000 tokens
FOR_ONE = Decimal("0.06")  # one call of Sonnet is $0.0513 at most, and one of Opus twice as much


@pytest.fixture(autouse=True)
def _keys(stand_in: StandIn, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "test-key-a", "ANTHROPIC_BASE_URL": stand_in.url}


def published(client: Client, *steps: Step, **limits: Any) -> Version:
    with tenant_tx(client.pk):
        draft = Workflow.objects.create(client=client, name="Notes", slug="notes").open_draft()
        draft.fill(Definition(steps=steps or (DRAFT,), limits=Limits(**limits)))
        return draft.publish()


def started(version: Version) -> Run:
    with tenant_tx(version.client_id):
        return decisions.start(version, {}, title="Note", origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def calls(client: Client) -> list[Call]:
    with tenant_tx(client.pk):
        return list(Call.objects.order_by("id"))


def test_it_lets_20_parallel_runs_make_as_many_calls_as_the_budget_has_room_for(
    cast: Cast, stand_in: StandIn, draining: Callable[..., threading.Thread]
) -> None:
    ours = cast.ours.client
    set_budget(ours, str(3 * FOR_ONE))
    stand_in.will(says("A note.", usage=DEAR, delay=0.3, always=True))
    version = published(ours)
    with tenant_tx(ours.pk):
        runs = decisions.start_many(
            version, [{"brief": {}, "title": f"{n}"} for n in range(20)], origin="command"
        )
    drains = [draining(seconds=25), draining(seconds=25)]
    for drain in drains:
        drain.join(120)
    assert len(stand_in.journal) == 3
    with tenant_tx(ours.pk):
        found = list(Run.objects.order_by("state", "id"))
        budget = budgets.of([ours.pk])[ours.pk]
    assert [run.state for run in found] == ["done"] * 3 + ["failed"] * 17
    assert all("The budget of Fernhill Hotels" in run.sentence for run in found[3:])
    assert budget.held == 0 and budget.known == sum(call.cost_usd for call in calls(ours)) <= budget.usd
    assert len(calls(ours)) == 3, "A call that isn't sent isn't on the books."
    set_budget(ours, "5")
    with tenant_tx(ours.pk):
        assert decisions.resume(found[-1])
    assert carried(found[-1]).state == "done"
    assert len(runs) == 20


def test_it_keeps_what_was_reserved_who_paid_and_gives_the_rest_back(cast: Cast, stand_in: StandIn) -> None:
    ours = cast.ours.client
    set_budget(ours, "1")
    stand_in.will(overloaded(), says("A note."))
    assert carried(started(published(ours))).state == "done"
    refused, answered = calls(ours)
    assert (refused.cost_usd, refused.state) == (0, "failed")
    assert (answered.credential, answered.payer) == ("anthropic", "deployment")
    assert answered.reserved_usd > answered.cost_usd > 0
    with tenant_tx(ours.pk):
        budget = budgets.of([ours.pk])[ours.pk]
    assert (budget.held, budget.known) == (0, answered.cost_usd)


def test_it_keeps_a_crashed_calls_reservation_until_it_is_written_off(cast: Cast, stand_in: StandIn) -> None:
    """A worker dies when the model has answered and nobody knows: what that cost is unknown."""
    ours = cast.ours.client
    set_budget(ours, str(FOR_ONE))
    run = started(published(ours))
    keys = {"ANTHROPIC_API_KEY": "test-key-a", "ANTHROPIC_BASE_URL": stand_in.url}
    assert begun(BATON_FAILPOINT="replied", **keys).wait(300) == -9
    (lost,) = calls(ours)
    assert (lost.state, lost.cost_usd) == ("sent", None) and lost.reserved_usd > 0
    expire(run)
    failed = carried(run)
    assert failed.state == "failed" and "held for calls that aren’t settled" in failed.sentence
    assert len(stand_in.journal) == 1
    with tenant_tx(ours.pk):
        month = budgets.of([ours.pk])[ours.pk].month.start.date()
        assert write_off(Asked(month, [ours]), ours.pk, cast.ours.owner) == 1
        assert decisions.resume(failed)
    assert carried(run).state == "done"


def test_it_goes_to_a_cheaper_model_that_still_fits(cast: Cast, stand_in: StandIn, settings) -> None:
    """Three models of the route are too dear for what is left; the last one isn't."""
    settings.MODEL_ENVIRONMENT |= {"GEMINI_API_KEY": "test-key-g", "GEMINI_BASE_URL": stand_in.url}
    ours = cast.ours.client
    set_budget(ours, "0.04")
    run = carried(started(published(ours)))
    assert run.state == "done"
    (answered,) = calls(ours)
    assert answered.model == "gemini-3.8-flash"
    with tenant_tx(ours.pk):
        note = Attempt.objects.get().note
    assert "The budget of Fernhill Hotels" in note and "Gemini 3.8 Flash answered." in note


def test_it_asks_the_cheap_route_when_the_budget_is_tight(cast: Cast, stand_in: StandIn) -> None:
    ours = cast.ours.client
    set_budget(ours, "1", budget_when_tight=Client.WhenTight.DEGRADE)
    version = published(ours)
    call(started(version), "0.85")
    with tenant_tx(ours.pk):
        Run.objects.update(state="stopped")
    run = carried(started(version))
    assert run.state == "done"
    assert calls(ours)[-1].model == "claude-haiku-5-5"
    with tenant_tx(ours.pk):
        assert "85 % of the month’s budget is used" in Attempt.objects.get(run=run).note
        assert Event.objects.filter(kind="budget.warned").count() == 1


def tight(client: Client, *steps: Step) -> Run:
    """A run of these steps, when the client's budget is tight."""
    set_budget(client, "1", budget_when_tight=Client.WhenTight.DEGRADE)
    version = published(client, *steps)
    call(started(version), "0.85")
    with tenant_tx(client.pk):
        Run.objects.update(state="stopped")
    return carried(started(version))


@pytest.mark.parametrize("economy", [False, True], ids=["at once", "in a batch"])
def test_it_keeps_a_steps_only_model_when_the_budget_is_tight_and_says_nothing_else(
    cast: Cast, stand_in: StandIn, economy: bool
) -> None:
    pinned = {**DRAFT.settings, "pin": "anthropic/claude-sonnet-5-5", "economy": economy}
    run = tight(cast.ours.client, DRAFT.model_copy(update={"settings": pinned}))
    asked = calls(cast.ours.client)[-1]
    assert (asked.model, asked.route) == ("claude-sonnet-5-5", "writing")
    with tenant_tx(run.client_id):
        assert "cheap" not in Attempt.objects.get(run=run).note


@pytest.mark.parametrize("economy", [False, True], ids=["at once", "in a batch"])
def test_it_asks_the_steps_own_route_where_nobody_of_the_cheap_one_may_answer(
    cast: Cast, stand_in: StandIn, economy: bool
) -> None:
    ours = cast.ours.client
    with tenant_tx(ours.pk, agency=ours.agency_id):
        Route.objects.create(
            agency_id=ours.agency_id, client=ours, name="cheap", choices=[["anthropic", "claude-haiku-5-5"]]
        )
    choosy = {**DRAFT.settings, "exclude": ["anthropic/claude-haiku-5-5"], "economy": economy}
    run = tight(ours, DRAFT.model_copy(update={"settings": choosy}))
    assert run.state == ("waiting" if economy else "done"), run.sentence
    assert calls(ours)[-1].model == "claude-sonnet-5-5"


def test_it_holds_a_runs_own_limit_before_each_call(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(says("A note.", usage=DEAR, always=True))
    run = carried(started(published(cast.ours.client, DRAFT, SECOND, cost_usd=0.09)))
    assert run.state == "failed" and "The run’s limit is $0.09 and $0.05" in run.sentence
    assert len(stand_in.journal) == 1


def neared(run: Run) -> list[str]:
    """What was told of the run's limit, and of no other run's."""
    with tenant_tx(run.client_id):
        told = Event.objects.filter(kind="limit.neared")
        assert not told.exclude(run=run.pk)
        return list(told.values_list("sentence", flat=True))


def test_it_asks_the_cheap_route_when_a_runs_own_limit_is_tight_and_says_so_once(
    cast: Cast, stand_in: StandIn
) -> None:
    stand_in.will(says("A note.", usage=DEAR, always=True))
    tight = {"cost_usd": 0.12, "cost_warn_percent": 40, "cost_when_tight": "degrade"}
    third = DRAFT.model_copy(update={"key": "third", "needs": ("second",)})
    run = carried(started(published(cast.ours.client, DRAFT, SECOND, third, **tight)))
    assert run.state == "done", run.sentence
    assert [call.model for call in calls(cast.ours.client)] == [
        "claude-sonnet-5-5",
        *["claude-haiku-5-5"] * 2,
    ]
    (told,) = neared(run)
    assert told.startswith("41 % of the run’s cost limit is used: $0.05 of $0.12 used.")
    assert "Its steps ask the route “cheap” from now on." in told
    with tenant_tx(run.client_id):
        note = Attempt.objects.get(key="second").note
    assert note.startswith("41 % of the run’s limit is used, so the route “cheap” was asked.")


def test_it_only_warns_of_a_runs_own_limit_unless_it_may_save(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(says("A note.", usage=DEAR, always=True))
    run = carried(started(published(cast.ours.client, DRAFT, SECOND, cost_usd=0.12, cost_warn_percent=40)))
    assert run.state == "done", run.sentence
    assert {call.model for call in calls(cast.ours.client)} == {"claude-sonnet-5-5"}
    (told,) = neared(run)
    assert "cheap" not in told


def test_it_tells_nobody_of_a_limit_that_is_far(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(published(cast.ours.client, DRAFT, SECOND, cost_usd=5, cost_when_tight="degrade")))
    assert run.state == "done" and not neared(run)
    assert {call.model for call in calls(cast.ours.client)} == {"claude-sonnet-5-5"}


def test_it_asks_the_cheap_route_when_no_model_of_the_steps_own_fits_into_what_is_left(
    cast: Cast, stand_in: StandIn
) -> None:
    stand_in.will(says("A note.", usage=DEAR, always=True))
    run = carried(
        started(published(cast.ours.client, DRAFT, SECOND, cost_usd=0.09, cost_when_tight="degrade"))
    )
    assert run.state == "done", run.sentence
    assert [call.model for call in calls(cast.ours.client)] == ["claude-sonnet-5-5", "claude-haiku-5-5"]
    with tenant_tx(run.client_id):
        note = Attempt.objects.get(key="second").note
    assert "could cost more than what is left of the run’s limit" in note


def test_it_lets_the_parallel_steps_of_one_run_make_as_many_calls_as_its_limit_has_room_for(
    cast: Cast, stand_in: StandIn
) -> None:
    stand_in.will(says("A note.", usage=DEAR, delay=0.3, always=True))
    steps = [DRAFT.model_copy(update={"key": f"draft_{n}"}) for n in range(8)]
    run = carried(started(published(cast.ours.client, *steps, cost_usd=float(3 * FOR_ONE))))
    assert run.state == "failed" and "The run’s limit is $0.18" in run.sentence
    assert len(stand_in.journal) == len(calls(cast.ours.client)) == 3
    assert sum(call.cost_usd for call in calls(cast.ours.client)) <= 3 * FOR_ONE


def test_it_passes_a_model_without_a_price_over_where_a_budget_is_set(
    cast: Cast, stand_in: StandIn, settings
) -> None:
    settings.MODEL_ENVIRONMENT = {
        "OPENAI_API_KEY": "test-key-o", "OPENAI_BASE_URL": stand_in.openai_url, "OPENAI_MODELS": "house-model",
    }  # fmt: skip
    ours = cast.ours.client
    version = published(ours)
    assert carried(started(version)).state == "done"
    assert calls(ours)[0].reserved_usd is None and calls(ours)[0].cost_usd is None
    set_budget(ours, "100")
    refused = carried(started(version))
    assert refused.state == "failed" and "house-model has no known price" in refused.sentence
    assert len(stand_in.journal) == 1


def test_it_holds_nobody_back_for_a_rivals_budget(cast: Cast, stand_in: StandIn) -> None:
    set_budget(cast.rival.client, "0.01")
    set_budget(cast.neighbour, "0.01")
    assert carried(started(published(cast.ours.client))).state == "done"


def test_it_lets_conditions_ask_what_the_run_has_cost(cast: Cast, stand_in: StandIn) -> None:
    dear = DRAFT.model_copy(update={"key": "dear", "needs": ("draft",), "when": "run.cost_usd < 0.01"})
    rich = DRAFT.model_copy(update={"key": "rich", "needs": ("draft",), "when": "run.budget_left_usd > 1"})
    told = Step(key="told", kind="transform", needs=("draft",), settings={
        "template": "{{ run.cost_usd }} of {{ run.budget_left_usd }}",
    })  # fmt: skip
    ours = cast.ours.client
    set_budget(ours, "5")
    stand_in.will(says("A note.", usage=DEAR))
    assert carried(started(published(ours, DRAFT, dear, rich, told))).state == "done"
    with tenant_tx(ours.pk):
        states = dict(Attempt.objects.values_list("key", "state"))
        text = Attempt.objects.get(key="told").output["text"]
    assert (states["dear"], states["rich"]) == ("skipped", "passed")
    assert text == "0.05 of 4.95"


def test_it_neither_asks_nor_locks_anything_where_no_budget_is_set(cast: Cast) -> None:
    version = published(cast.ours.client)
    hand, work = played_to(started(version), "draft")
    sent = Call(
        client_id=hand.held.client_id, run_id=hand.held.run_id, attempt_id=hand.ids[work.place],
        provider="anthropic", model="m", purpose="write", prompt="…",
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        store([Changes(hand.held, calls=[sent])])
    assert calls(cast.ours.client) == [sent]
    assert not [query for query in asked if "budget" in query["sql"] or "advisory" in query["sql"]]
    with CaptureQueriesContext(connection) as asked:
        store(
            [
                Changes(
                    hand.held,
                    settled_calls=[{"id": sent.pk, "client_id": hand.held.client_id, "state": "failed"}],
                )
            ]
        )
    assert not [query for query in asked if "budget" in query["sql"] or "advisory" in query["sql"]]
