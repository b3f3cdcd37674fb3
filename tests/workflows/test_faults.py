"""What goes wrong in the middle: cancelled while delivering, workers that die, texts that can't be stored."""

from functools import partial

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.cutting import cut
from tests.workflows.by_hand import buried, claimed, expire, played_to
from tests.workflows.invariants import broken
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, leases, runner, shelf
from workflows.engine.outcomes import Passed
from workflows.engine.tools import Parcel, Trouble
from workflows.models import Attempt, Delivery, Event, Lease, Run
from workflows.runner import carrier, draining
from workflows.runner.changes import Changes
from workflows.runner.performing import Ended, Work
from workflows.runner.storing import store
from workflows.runner.writer import Writer
from workflows.toolbox import Toolbox

pytestmark = pytest.mark.django_db(transaction=True)


def started(client_id: int) -> Run:
    with tenant_tx(client_id):
        return decisions.start(publish_newsletter(client_id), BRIEF, title="Quiet season", origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def parcel(text: str = "A text.") -> Parcel:
    return Parcel("deliver", None, "", "Quiet season", text, "quiet-season")


def test_it_delivers_nothing_of_a_run_that_was_cancelled_meanwhile(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    hand, work = played_to(run, "deliver")
    with tenant_tx(run.client_id):
        assert decisions.cancel(run)
    assert isinstance(shelf.put(hand.held, run.pk, hand.ids[work.place], parcel()), Trouble)
    with tenant_tx(run.client_id):
        assert not Delivery.objects.exists()


def test_it_delivers_once_where_a_worker_dies_between_delivering_and_noting_it(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    hand, work = played_to(run, "deliver")
    shelf.put(hand.held, run.pk, hand.ids[work.place], parcel(work.inputs.piece.text))
    expire(run)
    assert carried(run).state == "done"
    with tenant_tx(run.client_id):
        assert Delivery.objects.count() == 1
        assert Document.objects.filter(run=run.pk).count() == 1
        assert Event.objects.filter(kind="piece.delivered").count() == 1
        tries = Attempt.objects.filter(key="deliver").order_by("id").values_list("state", "forgiven")
        assert list(tries) == [("failed", True), ("passed", False)]


def test_it_lets_no_worker_that_lost_the_run_deliver(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    hand, work = played_to(run, "deliver")
    expire(run)
    claimed(run, "another")
    with pytest.raises(leases.LostLease):
        shelf.put(hand.held, run.pk, hand.ids[work.place], parcel())


def test_it_buries_a_run_also_where_its_undertaker_dies(cast: Cast) -> None:
    """The claim that finds a run dead and the words on its page are two transactions."""
    run = started(cast.ours.client.pk)
    for _ in range(leases.CLAIMS + 1):
        held = claimed(run, "dies")
        expire(run)
    assert held.dead
    assert carried(run).state == "failed"
    assert Lease.objects.get(run_id=run.pk).state == "dead"
    with tenant_tx(run.client_id):
        assert decisions.resume(Run.objects.get(pk=run.pk))
    assert carried(run).state == "done"


def test_it_leaves_nothing_open_of_a_run_that_it_buries(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    played_to(run, "draft")
    for _ in range(leases.CLAIMS):
        expire(run)
        held = claimed(run, "dies")
    assert held.dead
    buried(held)
    with tenant_tx(run.client_id):
        (draft,) = Attempt.objects.filter(run=run, key="draft")
        assert (draft.state, draft.forgiven, draft.note) == (
            "failed", True, "The worker that had this in hand was lost.",
        )  # fmt: skip
        assert draft.finished_at
    assert broken(run.client_id) == []
    with tenant_tx(run.client_id):
        assert decisions.resume(Run.objects.get(pk=run.pk))
    assert carried(run).state == "done"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_it_fails_once_where_a_text_cannot_be_stored(
    cast: Cast, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a bug that is met again and again, at a model's price each time."""
    run = started(cast.ours.client.pk)

    async def strange(work: Work, box: Toolbox) -> Ended:
        return Ended(work, Passed({"text": text}))

    monkeypatch.setattr(carrier, "asked", strange)
    run = carried(run)
    assert run.state == "failed"
    assert "can't be stored" in run.sentence
    with tenant_tx(run.client_id):
        assert Attempt.objects.filter(run=run).count() == 1


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
@pytest.mark.parametrize("where", ["before", "after"])
def test_it_goes_on_after_the_database_dropped_its_connection(
    cast: Cast, moment: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a commit, or after it and before its answer came: the run is read anew, and goes on in the same worker."""
    run = started(cast.ours.client.pk)
    whole, commits = store, []

    def torn(batch: list[Changes]) -> object:
        commits.append(batch)
        answers = whole(batch) if where == "after" else None
        if len(commits) == moment:
            connection.ensure_connection()
            cut(connection.connection.info.backend_pid)
            connection.cursor().execute("SELECT 1")
        return answers or whole(batch)

    monkeypatch.setattr(draining, "Writer", partial(Writer, store=torn))
    assert carried(run).state == "done"
    assert len(commits) > moment
    with tenant_tx(run.client_id):
        assert Delivery.objects.count() == 1
        assert Attempt.objects.filter(key="draft", state="passed").count() == 1
        assert Event.objects.filter(kind="run.done").count() == 1
