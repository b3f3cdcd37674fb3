"""Many runs in one transaction: all or nothing for each, behind the fence, and told to who listens."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from memory.models import Usage
from tenants.scope import scope, tenant_tx
from tests.cast import Cast
from tests.workflows.by_hand import in_hand
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions
from workflows.engine.attempts import Attempt
from workflows.engine.tools import Context, Left, Passage, Share
from workflows.leases import LostLease, Release
from workflows.models import Attempt as Row
from workflows.models import Call, Event, Lease, Run
from workflows.models.event import events_recorded
from workflows.runner.changes import Changes, Moved, Stored
from workflows.runner.loading import InHand
from workflows.runner.storing import store

pytestmark = pytest.mark.django_db


def started(client_id: int) -> InHand:
    with tenant_tx(client_id):
        run = decisions.start(publish_newsletter(client_id), BRIEF, title="Season", origin="command")
    return in_hand(run)


def changes(run: InHand, **more: object) -> Changes:
    return Changes(run.held, run.lease.touched, **more)  # type: ignore[arg-type]


def draft(state: str = "open", **more: object) -> Attempt:
    return Attempt("draft", consumed={"brief": (1,)}, state=state, **more)  # type: ignore[arg-type]


def rows(run: InHand) -> list[Row]:
    with tenant_tx(run.held.client_id):
        return list(Row.objects.filter(run_id=run.held.run_id).order_by("id"))


def kinds(run: InHand) -> list[str]:
    with tenant_tx(run.held.client_id):
        return list(Event.objects.filter(run=run.held.run_id).order_by("id").values_list("kind", flat=True))


def test_it_stores_runs_of_two_clients_each_with_its_own(cast: Cast) -> None:
    ours, theirs = started(cast.ours.client.pk), started(cast.rival.client.pk)
    answers = store([changes(run, attempts=[(draft(), None)], state="running") for run in (ours, theirs)])
    for run, answer in zip((ours, theirs), answers, strict=True):
        assert isinstance(answer, Stored)
        (row,) = rows(run)
        assert answer.ids == {(("draft", None), 1): row.pk}
        assert (row.client_id, row.state, row.finished_at) == (run.held.client_id, "open", None)
        with tenant_tx(run.held.client_id):
            assert Run.objects.get(pk=run.held.run_id).state == "running"


def test_it_goes_on_with_the_row_that_was_begun(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    store([changes(run, attempts=[(draft(), None)])])
    (begun,) = rows(run)
    store([changes(run, attempts=[(draft("passed", output={"text": "A text."}), None)])])
    (row,) = rows(run)
    assert (row.pk, row.state, row.output["text"]) == (begun.pk, "passed", "A text.")
    assert row.started_at == begun.started_at and row.finished_at > row.started_at
    assert kinds(run) == ["run.started", "step.started", "step.passed"]


def test_it_changes_nothing_where_the_same_is_stored_twice(cast: Cast) -> None:
    """After a commit whose answer was lost."""
    run = started(cast.ours.client.pk)
    for _ in range(2):
        store([changes(run, attempts=[(draft("passed", output={"text": "A text."}), None)])])
    assert len(rows(run)) == 1
    assert kinds(run) == ["run.started", "step.passed"]


def test_it_drops_what_comes_from_a_worker_that_lost_the_run(cast: Cast) -> None:
    lost, kept = started(cast.ours.client.pk), started(cast.rival.client.pk)
    Lease.objects.filter(pk=lost.held.run_id).update(epoch=99)
    answers = store([changes(run, attempts=[(draft(), None)]) for run in (lost, kept)])
    assert isinstance(answers[0], LostLease) and isinstance(answers[1], Stored)
    assert (rows(lost), len(rows(kept))) == ([], 1)


def test_it_stores_nothing_that_was_planned_before_somebody_wrote(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    with tenant_tx(run.held.client_id):
        decisions.cancel(Run.objects.get(pk=run.held.run_id))
    (answer,) = store([changes(run, attempts=[(draft(), None)])])
    assert isinstance(answer, Moved)
    assert rows(run) == []


def test_it_lets_no_transaction_write_for_a_client_that_it_does_not_carry(cast: Cast) -> None:
    """A call that names the rival's client is refused by the database itself."""
    run = started(cast.ours.client.pk)
    store([changes(run, attempts=[(draft(), None)])])
    theirs = Call(client_id=cast.rival.client.pk, run_id=run.held.run_id, attempt_id=rows(run)[0].pk)
    with pytest.raises(Exception, match="row-level security"):
        store([changes(run, calls=[theirs])])


def test_it_books_what_a_call_cost_although_the_run_was_lost(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    store([changes(run, attempts=[(draft(), None)])])
    call = Call(
        client_id=run.held.client_id, run_id=run.held.run_id, attempt_id=rows(run)[0].pk,
        provider="anthropic", model="m", purpose="write", prompt="…",
    )  # fmt: skip
    store([changes(run, calls=[call])])
    Lease.objects.filter(pk=run.held.run_id).update(epoch=99)
    booked = {
        "id": call.pk,
        "client_id": run.held.client_id,
        "state": "answered",
        "answer": "Yes.",
        "cost_usd": "0.02",
    }
    store([changes(run, settled_calls=[booked])])
    with scope([run.held.client_id]):
        call.refresh_from_db()
    assert (call.state, call.answer, float(call.cost_usd)) == ("answered", "Yes.", 0.02)
    assert call.settled_at is not None and call.prompt == "…"


def test_it_books_nothing_at_a_rivals_call(cast: Cast) -> None:
    ours, theirs = started(cast.ours.client.pk), started(cast.rival.client.pk)
    store([changes(theirs, attempts=[(draft(), None)])])
    call = Call(
        client_id=theirs.held.client_id, run_id=theirs.held.run_id, attempt_id=rows(theirs)[0].pk,
        provider="anthropic", model="m", purpose="write", prompt="…",
    )  # fmt: skip
    store([changes(theirs, calls=[call])])
    for client in (ours.held.client_id, theirs.held.client_id):
        store([changes(ours, settled_calls=[{"id": call.pk, "client_id": client, "state": "answered"}])])
    with scope([theirs.held.client_id]):
        call.refresh_from_db()
    assert call.state == "sent"


def test_it_ends_a_run_and_gives_its_lease_back_together(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    event = Event(client_id=run.held.client_id, run=run.held.run_id, kind="run.done")
    store([changes(run, state="done", events=[event], release=Release("done"))])
    with tenant_tx(run.held.client_id):
        ended = Run.objects.get(pk=run.held.run_id)
    assert (ended.state, Lease.objects.get(pk=run.held.run_id).state) == ("done", "done")
    assert abs(ended.finished_at - now()) < timedelta(minutes=1)


def test_it_tells_what_people_wait_for_and_not_what_just_passes(cast: Cast) -> None:
    told: list[str] = []

    def hear(events: list[Event], **_: object) -> None:
        told.extend(event.kind for event in events)

    events_recorded.connect(hear)
    try:
        run = started(cast.ours.client.pk)
        told.clear()
        store([changes(run, attempts=[(draft(), None)])])
        store([changes(run, attempts=[(draft("failed", note="Too slow."), None)])])
    finally:
        events_recorded.disconnect(hear)
    assert told == ["step.failed"]


def test_it_stores_nothing_of_a_batch_in_which_one_cannot_be_stored(cast: Cast) -> None:
    good, bad = started(cast.ours.client.pk), started(cast.rival.client.pk)
    with pytest.raises(DataError), tenant_tx():
        store([
            changes(good, attempts=[(draft(), None)]),
            changes(bad, attempts=[(draft("passed", output={"text": "a\0b"}), None)]),
        ])  # fmt: skip
    assert rows(good) == []


def test_it_asks_nothing_of_a_run_that_is_not_there(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    ghost = Changes(type(run.held)(uuid4(), run.held.client_id, 1, False), state="running")
    (answer,) = store([ghost])
    assert isinstance(answer, LostLease)


GIVEN = Context(
    pinned=(
        Passage(0, 7, "Voice", "voice", "Warm.", 1.0, True),
        Passage(5, 0, "Tone", "lesson", "Short.", 1.0, True),
    ),
    recalled=(Passage(70, 8, "Letter", "sample", "Dear all.", 0.9, why="by its words"),),
    tokens=40,
    budget=200,
    shares=(Share("voice", 14),),
    left_out=(Left("Old", "facts", 900),),
)


def test_it_keeps_what_memory_gave_and_counts_it_once_a_run(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    store([changes(run, attempts=[(draft(), None)])])
    store([changes(run, attempts=[(draft("passed", output={"text": "A text."}), GIVEN)])])
    store([changes(run, attempts=[(draft("failed", number=2), GIVEN)])])
    row, _ = rows(run)
    assert [one["title"] for one in row.context] == ["Voice", "Tone", "Letter"]
    assert row.room["shares"] == [{"part": "voice", "tokens": 14}]
    assert row.room["left_out"] == [{"title": "Old", "kind": "facts", "tokens": 900}]
    with tenant_tx(run.held.client_id):
        found = Usage.objects.order_by("lesson", "document").values_list(
            "lesson", "document", "passage", "run"
        )
        assert list(found) == [(0, 7, 0, row.run_id), (0, 8, 70, row.run_id), (5, 0, 0, row.run_id)]


def test_it_costs_no_statement_more_to_count(cast: Cast) -> None:
    one, other = started(cast.ours.client.pk), started(cast.rival.client.pk)
    with CaptureQueriesContext(connection) as without:
        store([changes(one, attempts=[(draft("passed", output={"text": "A."}), None)])])
    with CaptureQueriesContext(connection) as counted:
        store([changes(other, attempts=[(draft("passed", output={"text": "A."}), GIVEN)])])
    assert len(counted) == len(without)
