"""Runs that wait for a vendor's batch, from the order to the delivery."""

import asyncio
from decimal import Decimal

import pytest
from django_q.models import OrmQ

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stand_in import StandIn, fails, gives, refuses, says
from tests.workflows.batches.thrift import (
    attempts,
    calls,
    carried,
    delivered,
    fresh,
    lapse,
    orders,
    started,
    sweep,
)
from workflows import decisions, retrying, runner
from workflows.costs.calls import cost_of
from workflows.engine.definition import Limits, Step
from workflows.models import Batch, Call, Event, Lease

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PARTS = {"output": "json", "parts": [{"name": "subject", "kind": "text", "description": "One line."}]}


def asked_at_once(vendor: StandIn) -> int:
    return sum(call["path"] == "/v1/messages" for call in vendor.journal)


def test_it_waits_held_by_nobody_and_says_until_when(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    lease = Lease.objects.get(pk=run.pk)
    (waiting,) = attempts(run)
    assert (run.state, lease.state, lease.owner and lease.lease_until) == ("waiting", "queued", None)
    assert lease.not_before == waiting.wait_until == orders(run)[0].due_at
    assert "Claude Sonnet 5.5 answers in its vendor’s batch, at half the price" in run.sentence
    assert not stand_in.journal and not stand_in.batches.kept


def test_it_goes_on_by_itself_when_the_answer_is_there_and_pays_half(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    assert fresh(run).state == "waiting" and len(stand_in.batches.kept) == 1
    usage = {
        "input_tokens": 1000,
        "output_tokens": 1000,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
    }
    stand_in.batches.finish(lambda at, body: says("Quiet.", usage=usage))
    sweep()
    run = carried(run)
    assert (run.state, delivered(run)) == ("done", ["Quiet."])
    (call,) = calls(run)
    assert (call.state, call.answer) == ("answered", "Quiet.")
    assert call.cost_usd == Decimal("0.006")  # half of 1,000 tokens at 2 and 1,000 at 10 dollars a million
    assert "half the price" in attempts(run)[-1].note
    assert asked_at_once(stand_in) == 0


def test_it_sends_what_many_runs_ask_in_one_batch_and_gives_each_its_own_answer(
    cast: Cast, stand_in: StandIn
) -> None:
    runs = [carried(started(cast.ours.client, topic)) for topic in ("Bread", "Rain", "Salt")]
    sweep()
    (kept,) = stand_in.batches.kept
    assert len(kept.requests) == 3
    stand_in.batches.finish(lambda at, body: says(f"On: {body['messages'][0]['content']}"), backwards=True)
    sweep()
    for run, topic in zip(runs, ("Bread", "Rain", "Salt"), strict=True):
        assert [topic in text for text in delivered(carried(run))] == [True]


def test_it_mixes_clients_of_one_agency_and_never_two_agencies(cast: Cast, stand_in: StandIn) -> None:
    houses = [cast.ours.client, cast.neighbour, cast.rival.client]
    runs = [carried(started(client, client.name)) for client in houses]
    sweep()
    assert sorted(len(kept.requests) for kept in stand_in.batches.kept) == [1, 2]
    stand_in.batches.finish(lambda at, body: says(f"On: {body['messages'][0]['content']}"))
    sweep()
    for run, client in zip(runs, houses, strict=True):
        assert client.name in delivered(carried(run))[0]


def test_it_takes_no_answer_from_a_batch_that_is_another_agencys(cast: Cast, stand_in: StandIn) -> None:
    ours, theirs = carried(started(cast.ours.client)), carried(started(cast.rival.client))
    sweep()
    mine, other = stand_in.batches.kept
    if mine.requests[0][0] != orders(ours)[0].pk.hex:
        mine, other = other, mine
    stand_in.batches.finish(lambda at, body: says("Stolen."))
    mine.results, other.results = [(other.requests[0][0], *mine.results[0][1:])], []
    sweep()
    assert [order.state for order in orders(theirs)] == ["lost"] == [order.state for order in orders(ours)]
    assert "Stolen." not in {call.answer for run in (ours, theirs) for call in calls(run)}


def test_it_asks_at_once_where_its_request_failed_or_expired(cast: Cast, stand_in: StandIn) -> None:
    runs = [carried(started(cast.ours.client, topic)) for topic in ("Bread", "Rain", "Salt")]
    sweep()
    fates = [says("From the batch."), fails(500), None]
    stand_in.batches.finish(lambda at, body: fates[at])
    sweep()
    stand_in.will(says("At once.", always=True))
    runs = [carried(run) for run in runs]
    assert sorted(text for run in runs for text in delivered(run)) == [
        "At once.",
        "At once.",
        "From the batch.",
    ]
    for run in runs:
        if delivered(run) == ["At once."]:
            assert [call.state for call in calls(run)] == ["failed", "answered"]
            assert calls(run)[0].cost_usd == 0
            assert "It was asked at once instead, at the normal price." in attempts(run)[-1].note


def test_it_does_not_order_again_where_the_call_instead_has_trouble(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    stand_in.batches.finish(lambda at, body: None)
    sweep()
    stand_in.will(*[fails(500)] * 3)
    assert carried(run).state == "waiting"
    Lease.objects.update(not_before=Lease.objects.get(pk=run.pk).not_before.replace(year=2020))
    with tenant_tx(run.client_id):
        run.attempts.filter(state="failed").update(retry_at="2020-01-01T00:00:00Z")
    stand_in.will(says("At last."))
    run = carried(run)
    assert (delivered(run), len(orders(run))) == (["At last."], 1)


def test_it_fails_once_by_setting_where_no_answer_came_and_orders_anew_when_resumed(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client, if_late="fail"))
    sweep()
    stand_in.batches.finish(lambda at, body: None)
    sweep()
    run = carried(run)
    assert run.state == "failed" and "24 hours" in run.sentence
    with tenant_tx(run.client_id):
        assert decisions.resume(run)
    assert carried(run).state == "waiting"
    assert [order.state for order in orders(run)] == ["lost", "waiting"]
    assert asked_at_once(stand_in) == 0


def test_it_goes_on_without_an_answer_when_its_time_is_over_and_books_what_comes_late(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    lapse(run)
    stand_in.will(says("At once."))
    run = carried(run)
    assert delivered(run) == ["At once."]
    stand_in.batches.finish(lambda at, body: says("Too late."))
    sweep()
    late, _ = calls(run)
    assert (late.answer, late.cost_usd > 0) == ("Too late.", True)
    assert [order.state for order in orders(run)] == ["dropped"]
    assert (fresh(run).state, delivered(run)) == ("done", ["At once."])


def test_it_sends_nothing_of_a_run_that_was_cancelled_before(cast: Cast, stand_in: StandIn) -> None:
    kept, gone = carried(started(cast.ours.client, "Bread")), carried(started(cast.ours.client, "Rain"))
    with tenant_tx(gone.client_id):
        assert decisions.cancel(gone)
    sweep()
    assert len(stand_in.batches.kept[0].requests) == 1
    assert [(call.state, call.cost_usd) for call in calls(gone)] == [("failed", 0)]
    assert carried(gone).state == "stopped" and orders(kept)[0].state == "waiting"


def test_it_sends_no_batch_of_which_nobody_is_left(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    with tenant_tx(run.client_id):
        decisions.cancel(run)
    sweep(), sweep()
    assert not stand_in.batches.kept
    assert Batch.objects.get().state == "done"


def test_it_books_the_cost_of_a_run_that_was_cancelled_after_and_uses_nothing(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    with tenant_tx(run.client_id):
        decisions.cancel(run)
    assert carried(run).state == "stopped"
    stand_in.batches.finish()
    sweep()
    (call,) = calls(run)
    assert (call.state, call.cost_usd > 0) == ("answered", True)
    assert (fresh(run).state, delivered(run), Batch.objects.get().state) == ("stopped", [], "done")


def test_it_mends_an_answer_that_is_no_json_at_once(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client, **PARTS))
    sweep()
    stand_in.batches.finish(lambda at, body: says("Dear reader,"))
    sweep()
    stand_in.will(gives({"subject": "Quiet weeks"}))
    run = carried(run)
    assert "Quiet weeks" in delivered(run)[0]
    assert [call.state for call in calls(run)] == ["answered", "answered"]
    assert "Your last answer to this can't be used." in stand_in.journal[-1]["body"]["messages"][0]["content"]


def test_it_asks_the_next_model_where_the_first_refuses_in_its_batch(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    stand_in.batches.finish(lambda at, body: refuses())
    sweep()
    stand_in.will(says("By another."))
    run = carried(run)
    assert delivered(run) == ["By another."]
    assert [call.model for call in calls(run)] == ["claude-sonnet-5-5", "claude-opus-5-5"]


def test_it_is_asked_at_once_where_the_first_model_has_no_batches(
    cast: Cast, stand_in: StandIn, settings
) -> None:
    settings.MODEL_ENVIRONMENT = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": stand_in.openai_url}
    run = carried(started(cast.ours.client, pin="compatible/some-model"))
    assert run.state == "done"
    assert "has no batches, so it was asked at once, at the normal price." in attempts(run)[-1].note
    assert not Batch.objects.exists()


def test_it_shows_the_waiting_with_the_stand_in_too(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {}
    run = carried(started(cast.ours.client))
    assert run.state == "waiting"
    sweep(), sweep()
    run = carried(run)
    assert run.state == "done" and "quiet season" in delivered(run)[0].lower()


def test_it_counts_no_minute_of_the_waiting(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client, limits=Limits(minutes=1)))
    with tenant_tx(run.client_id):
        run.attempts.update(started_at="2020-01-01T00:00:00Z")
    sweep()
    stand_in.batches.finish()
    sweep()
    assert carried(run).state == "done"


def test_it_judges_in_a_batch_too(cast: Cast, stand_in: StandIn) -> None:
    criteria = [{"key": "facts", "name": "Facts", "description": "Says what the brief says."}]
    rubric = {"criteria": criteria, "threshold": 3, "economy": True}
    step = Step(key="rubric", kind="rubric", title="Judge", needs=("draft",), settings=rubric)
    run = carried(started(cast.ours.client, steps=(step,), economy=False))
    assert run.state == "waiting" and attempts(run)[0].state == "passed"
    sweep()
    mark = {"score": 9, "quote": "", "why": "It does.", "suggestion": None}
    stand_in.batches.finish(lambda at, body: gives({"facts": mark}))
    sweep()
    run = carried(run)
    assert run.state == "done" and attempts(run, "rubric")[-1].scores == {"facts": 9}


def test_it_keeps_with_the_text_what_memory_gave_when_it_was_ordered(cast: Cast, stand_in: StandIn) -> None:
    with tenant_tx(cast.ours.client.pk):
        Document.objects.create(client=cast.ours.client, title="Voice", kind="voice", text="Short and warm.")
    run = carried(started(cast.ours.client))
    first = attempts(run)[0]
    with tenant_tx(run.client_id):
        Document.objects.all().delete()
    sweep()
    stand_in.batches.finish()
    sweep()
    run = carried(run)
    last = attempts(run)[-1]
    assert (last.context, last.room) == (first.context, first.room) and last.state == "passed"
    assert first.room["shares"]
    assert len(orders(run)) == 1


def test_it_does_again_what_a_person_asks_for_without_paying_twice_for_what_is_under_way(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    with tenant_tx(run.client_id):
        retrying.retry_from(run, "draft")
    assert carried(run).state == "waiting"
    assert len(orders(run)) == 1
    stand_in.batches.finish()
    sweep()
    assert carried(run).state == "done"
    with tenant_tx(run.client_id):
        retrying.retry_from(fresh(run), "draft")
    assert carried(run).state == "waiting"  # done already, so it is ordered anew
    assert [order.state for order in orders(run)] == ["answered", "waiting"]


def test_it_holds_the_half_price_under_a_limit_until_the_answer_is_there(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client, limits=Limits(cost_usd=1.0)))
    (call,) = calls(run)
    assert (call.state, call.cost_usd) == ("ordered", None) and call.reserved_usd > 0
    with tenant_tx(run.client_id):
        cost = cost_of(Call.objects.filter(run=run))
    assert (cost.in_hand, cost.unknown) == (1, 0)


def test_it_keeps_a_clients_block_for_an_hour_where_several_of_its_runs_wait(
    cast: Cast, stand_in: StandIn
) -> None:
    with tenant_tx(cast.ours.client.pk):
        Document.objects.create(client=cast.ours.client, title="Voice", kind="voice", text="Short and warm.")
    runs = [carried(started(cast.ours.client, topic)) for topic in ("Bread", "Rain")]
    sweep()
    (kept,) = stand_in.batches.kept
    assert {body["system"][0]["cache_control"].get("ttl") for _, body in kept.requests} == {"1h"}
    stand_in.batches.finish()
    sweep()
    assert [carried(run).state for run in runs] == ["done", "done"]


def test_it_tells_of_a_runs_limit_when_its_batch_is_booked(cast: Cast, stand_in: StandIn) -> None:
    usage = {"input_tokens": 1000, "output_tokens": 1000}
    limits = Limits(cost_usd=1.0, cost_warn_percent=1)
    run = carried(started(cast.ours.client, limits=limits))
    sweep()
    stand_in.batches.finish(lambda at, body: says("Quiet.", usage={key: 2 * n for key, n in usage.items()}))
    sweep()
    assert carried(run).state == "done"
    with tenant_tx(run.client_id):
        assert [event.run for event in Event.objects.filter(kind="limit.neared")] == [run.pk]


def test_it_orders_nothing_over_the_limit(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client, limits=Limits(cost_usd=0.000001)))
    assert run.state in ("failed", "stopped")
    assert (orders(run), Batch.objects.count(), calls(run)) == ([], 0, [])


def test_nothing_of_it_needs_a_bell(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    stand_in.batches.finish()
    sweep()
    OrmQ.objects.all().delete()
    assert Lease.objects.get(pk=run.pk).state == "queued"
    asyncio.run(runner.drain(seconds=20))
    assert fresh(run).state == "done"
