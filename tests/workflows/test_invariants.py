"""The checker of invariants finds nothing in what went well, and each thing that we break."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.utils.timezone import now

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows import invariants
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.models import Attempt, Call, Delivery, Event, Lease, Run
from workflows.models.event import record

pytestmark = pytest.mark.django_db(transaction=True)


def carried(client: int, canary: str = "CANARY-OURS") -> Run:
    with tenant_tx(client):
        run = decisions.start(
            publish_newsletter(client), BRIEF | {"topic": f"Quiet {canary}"}, title="Quiet", origin="command"
        )
    async_to_sync(runner.drain)(only=run.pk)
    return run


def copied(row: Attempt, **changed: object) -> None:
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def lose_the_lease(run: Run) -> None:
    Lease.objects.filter(run_id=run.pk).delete()


def lose_the_run(run: Run) -> None:
    Lease.objects.create(run_id=uuid4(), client_id=run.client_id, state="done")


def overlook_it(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="running", finished_at=None)
    Lease.objects.filter(run_id=run.pk).update(state="running", lease_until=now() - timedelta(hours=1))


def park_it(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="waiting", finished_at=None)
    Lease.objects.filter(run_id=run.pk).update(state="parked")


def end_it_early(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="running")


def forget_a_step(run: Run) -> None:
    Delivery.objects.filter(run=run).delete()
    Attempt.objects.filter(run=run, key="deliver").delete()


def leave_one_open(run: Run) -> None:
    copied(Attempt.objects.get(run=run, key="deliver"), number=2, state="open", output={})


def do_it_twice(run: Run) -> None:
    copied(Attempt.objects.get(run=run, key="draft"), number=2)


def skip_a_number(run: Run) -> None:
    copied(Attempt.objects.get(run=run, key="draft"), number=3, state="failed", forgiven=True, output={})


def write_for_the_lost(run: Run) -> None:
    copied(Attempt.objects.get(run=run, key="draft"), number=2, state="failed", forgiven=True)


def build_on_the_lost(run: Run) -> None:
    Attempt.objects.filter(run=run, key="rules").update(consumed={"draft": [7]})


def deliver_nothing(run: Run) -> None:
    Delivery.objects.filter(run=run).delete()


def deliver_another_text(run: Run) -> None:
    Delivery.objects.filter(run=run).update(text="Somebody else's.")


def deliver_twice(run: Run) -> None:
    record(run.client_id, "piece.delivered", run=run.pk, step_key="deliver")


def end_twice(run: Run) -> None:
    event = Event.objects.get(run=run.pk, kind="run.done")
    event.pk = None
    event.save(force_insert=True)


def lose_a_call(run: Run) -> None:
    Call.objects.filter(run=run, purpose="write").delete()


def leak(run: Run) -> None:
    Call.objects.filter(run=run, purpose="write").update(answer="They say CANARY-THEIRS.")


def leak_into_memory(run: Run) -> None:
    Document.objects.filter(run=run.pk).update(text="They say CANARY-THEIRS.")


BREAKS: dict[Callable[[Run], None], str] = {
    lose_the_lease: "has no lease",
    lose_the_run: "has no run",
    overlook_it: "overdue",
    park_it: "nobody is asked",
    end_it_early: "and its lease done",
    forget_a_step: "the planner says",
    leave_one_open: "is open",
    do_it_twice: "finished 2 times",
    skip_a_number: "has the attempts [1, 3]",
    write_for_the_lost: "has a result",
    build_on_the_lost: "never stood",
    deliver_nothing: "nothing is there",
    deliver_another_text: "another text",
    deliver_twice: "2 deliveries",
    end_twice: "says so 2 times",
    lose_a_call: "no answered call",
    leak: "CANARY-THEIRS",
    leak_into_memory: "CANARY-THEIRS",
}


def test_it_finds_nothing_in_runs_that_went_well(cast: Cast) -> None:
    ours, theirs = cast.ours.client.pk, cast.rival.client.pk
    carried(ours)
    carried(theirs, "CANARY-THEIRS")
    assert invariants.broken(ours, theirs) == []


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda each: each.__name__)
def test_it_finds(cast: Cast, break_it: Callable[[Run], None]) -> None:
    run = carried(cast.ours.client.pk)
    with tenant_tx(run.client_id):
        break_it(run)
    found = invariants.broken(run.client_id)
    assert any(BREAKS[break_it] in sentence for sentence in found), found


def test_it_finds_an_epoch_that_went_back_and_a_lease_that_went(cast: Cast) -> None:
    first, second = (uuid4(), uuid4())
    for run in (first, second):
        Lease.objects.create(run_id=run, client_id=cast.ours.client.pk, epoch=4)
    epochs = invariants.Epochs()
    epochs.look()
    Lease.objects.filter(run_id=first).update(epoch=5)
    epochs.look()
    assert epochs.problems == []
    Lease.objects.filter(run_id=first).update(epoch=3)
    Lease.objects.filter(run_id=second).delete()
    epochs.look()
    assert len(epochs.problems) == 2


def test_it_compares_the_books_with_the_server(cast: Cast) -> None:
    run = carried(cast.ours.client.pk)
    with tenant_tx(run.client_id):
        calls = Call.objects.count()
    assert invariants.ledger((run.client_id,), calls) == []
    assert "only" in invariants.ledger((run.client_id,), calls + 1)[0]
    assert "unknown" in invariants.ledger((run.client_id,), calls - 1)[0]
    with tenant_tx(run.client_id):
        Call.objects.filter(pk=Call.objects.latest("id").pk).update(state="sent")
    assert invariants.ledger((run.client_id,), calls - 1) == []
