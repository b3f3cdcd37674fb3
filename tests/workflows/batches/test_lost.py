"""What gets lost, comes twice, or is tried by two at the same time: nothing is paid for twice, and nothing is lost."""

import threading
from contextlib import suppress

import pytest
from django.db import connections

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stand_in import StandIn, says
from tests.workflows.batches.thrift import (
    attempts,
    calls,
    carried,
    delivered,
    fresh,
    orders,
    pass_time,
    started,
    sweep,
)
from tests.workflows.by_hand import expire, in_hand, turned
from workflows.batches import hand, sending, settling, sweeping, telling
from workflows.engine.tools import Reply
from workflows.models import Attempt, Batch, Lease, Order

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class Dead(BaseException):
    """What a signal would be."""


def dies(*_: object, **__: object) -> None:
    raise Dead


def test_it_finds_a_batch_again_whose_creation_was_never_answered(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    stand_in.batches.lose = 1
    sweep()
    assert Batch.objects.get().state == "sending" and len(stand_in.batches.kept) == 1
    sweep()  # it may be any batch of that size, until it has ended
    assert Batch.objects.get().kind == "perhaps"
    stand_in.batches.finish(lambda at, body: says("Once."))
    sweep(), sweep()
    assert (delivered(carried(run)), len(stand_in.batches.kept)) == (["Once."], 1)


def test_it_sends_again_what_never_arrived(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    stand_in.batches.refuse = 1
    sweep()
    assert not stand_in.batches.kept and Batch.objects.get().state == "sending"
    sweep()
    stand_in.batches.finish()
    sweep()
    assert carried(run).state == "done" and len(calls(run)) == 1


@pytest.mark.parametrize(
    "moment", [(sending, "_accepted"), (settling, "book"), (settling, "answered"), (telling, "tell")]
)
def test_it_goes_on_after_a_sweep_that_died(cast: Cast, stand_in: StandIn, monkeypatch, moment) -> None:
    runs = [carried(started(cast.ours.client, topic)) for topic in ("Bread", "Rain")]
    with monkeypatch.context() as dying:
        dying.setattr(*moment, dies)
        for _ in range(2):
            with suppress(Dead):
                sweep()
            stand_in.batches.finish()
    for _ in range(3):
        sweep()
    assert len(stand_in.batches.kept) == 1
    assert [carried(run).state for run in runs] == ["done", "done"]
    assert [len(calls(run)) for run in runs] == [1, 1]


def test_it_books_and_wakes_once_though_it_is_done_twice(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    stand_in.batches.finish(lambda at, body: says("First."))
    sweep()
    (order,) = orders(run)
    before = Lease.objects.get(pk=run.pk).touched
    settling.book(run.client_id, order.pk, Reply("Second.", "m", "anthropic"))
    Batch.objects.update(state="telling")
    sweep()
    assert (calls(run)[0].answer, Lease.objects.get(pk=run.pk).touched) == ("First.", before)


def test_two_sweeps_at_the_same_time_send_and_book_once(cast: Cast, stand_in: StandIn) -> None:
    runs = [carried(started(cast.ours.client, topic)) for topic in ("Bread", "Rain", "Salt")]

    def both() -> None:
        pass_time(minutes=12)
        threads = [threading.Thread(target=swept) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join(60) for thread in threads]

    both()
    assert len(stand_in.batches.kept) == 1
    stand_in.batches.finish()
    both()
    assert [carried(run).state for run in runs] == ["done"] * 3
    assert [len(calls(run)) for run in runs] == [1, 1, 1]


def swept() -> None:
    try:
        sweeping.sweep()
    finally:
        connections.close_all()


def test_a_lost_worker_neither_loses_nor_doubles_an_answer_that_it_had_collected(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    stand_in.batches.finish(lambda at, body: says("Kept."))
    sweep()
    hand_ = in_hand(run)
    turned(hand_)  # it has begun to collect, and dies
    expire(run)
    run = carried(run)
    assert (run.state, delivered(run), len(calls(run))) == ("done", ["Kept."], 1)


def test_it_wakes_a_run_that_was_only_about_to_wait_when_its_answer_came(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    with tenant_tx(run.client_id):
        waiting = run.attempts.get(key="draft")
        Attempt.objects.filter(pk=waiting.pk).update(state="open", wait_until=None)
    sweep()
    stand_in.batches.finish()
    sweep()
    assert Batch.objects.get().state == "telling" and orders(run)[0].told_at is None
    with tenant_tx(run.client_id):
        Attempt.objects.filter(pk=waiting.pk).update(state="waiting", wait_until=waiting.wait_until)
    sweep()
    assert Batch.objects.get().state == "done" and carried(run).state == "done"


def test_it_gives_up_a_batch_that_the_vendor_does_not_take_for_an_hour(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    stand_in.batches.refuse = 100
    sweep(), sweep(minutes=50), sweep()
    assert orders(run)[0].state == "lost" and calls(run)[0].cost_usd == 0
    stand_in.will(says("At once."))
    assert delivered(carried(run)) == ["At once."]


def test_it_gives_up_at_once_what_the_vendor_turns_down_for_good(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    stand_in.batches.refuse, stand_in.batches.refusal = 1, 401
    sweep()
    assert orders(run)[0].state == "lost" and "refuses the key" in orders(run)[0].problem


def test_it_says_that_a_cost_is_unknown_where_the_vendor_never_answered(
    cast: Cast, stand_in: StandIn
) -> None:
    run = carried(started(cast.ours.client))
    sweep()
    sweep(hours=27)
    (call,) = calls(run)
    assert (call.state, call.cost_usd, orders(run)[0].state) == ("failed", None, "lost")


def test_it_gives_up_where_the_key_is_gone(cast: Cast, stand_in: StandIn, settings) -> None:
    run = carried(started(cast.ours.client))
    settings.MODEL_ENVIRONMENT = {}
    sweep()
    assert orders(run)[0].problem == sending.NO_KEY
    assert carried(run).state == "done"  # the stand-in takes over, and says what it is


def test_it_lets_nobody_else_have_a_batch_that_is_in_hand(cast: Cast, stand_in: StandIn) -> None:
    carried(started(cast.ours.client))
    pass_time(minutes=2)
    sending.close()
    assert hand.next_due("sending") is not None
    assert hand.next_due("sending") is None


def test_no_order_of_the_rival_is_read_or_settled_by_ours(cast: Cast, stand_in: StandIn) -> None:
    theirs = carried(started(cast.rival.client))
    (order,) = orders(theirs)
    settling.book(cast.ours.client.pk, order.pk, Reply("Ours.", "m", "anthropic"))
    with tenant_tx(cast.ours.client.pk):
        assert not Order.objects.exists()
    assert (orders(theirs)[0].state, calls(theirs)[0].state) == ("waiting", "ordered")
    assert fresh(theirs).state == "waiting" and attempts(theirs)[0].state == "waiting"
