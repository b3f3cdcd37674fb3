"""Runs, carried on real Postgres by the real runner with the offline stand-in."""

import threading
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.by_hand import claimed, expire, in_hand, turned
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, leases, runner
from workflows.engine.kinds import review
from workflows.engine.outcomes import Passed
from workflows.models import Attempt, Call, Delivery, Event, Lease, Run
from workflows.runner.performing import Ended
from workflows.waiting import asked

pytestmark = pytest.mark.django_db(transaction=True)
IMPOSSIBLE = {"threshold": 10}  # no text of the stand-in gets full marks


def started(client_id: int, rubric: dict | None = None, **rules: object) -> Run:
    with tenant_tx(client_id):
        version = publish_newsletter(client_id, rubric=rubric, **rules)
        return decisions.start(version, BRIEF, title="Quiet season", origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def waiting_review(run: Run) -> Attempt:
    return Attempt.objects.get(run=run, key="review", state="waiting")


def test_it_carries_a_good_brief_to_the_shelf_and_into_memory(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk))
    assert (run.state, run.sentence, run.flagged) == ("done", "", False)
    with tenant_tx(run.client_id):
        delivery = Delivery.objects.get(run=run)
        assert BRIEF["call_to_action"] in delivery.text
        assert delivery.approved_by == "gates"
        assert Document.objects.get(run=run.pk).kind == "sample"
        assert list(Event.objects.filter(run=run.pk).values_list("kind", flat=True))[-1] == "run.done"
    assert Lease.objects.get(run_id=run.pk).state == "done"


def test_it_books_every_call_with_its_prompt_and_answer(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk))
    with tenant_tx(run.client_id):
        calls = list(Call.objects.filter(run=run))
    assert {call.purpose for call in calls} >= {"write", "judge"}
    assert all(call.state == "answered" and call.prompt and call.answer and call.settled_at for call in calls)
    assert calls[0].model != calls[-1].model


def test_it_waits_for_a_person_where_a_gate_flagged(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    assert (run.state, run.flagged) == ("waiting", True)
    assert "flagged" in run.sentence
    assert Lease.objects.get(run_id=run.pk).state == "parked"
    with tenant_tx(run.client_id):
        assert not Delivery.objects.filter(run=run).exists()
        question = asked(waiting_review(run))
    assert question.flagged
    assert question.findings
    assert question.round == 2
    assert list(question.scores) == ["Facts"]
    assert question.previous


def test_it_delivers_exactly_what_a_person_approved(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    with tenant_tx(run.client_id):
        row = waiting_review(run)
        decisions.decide(
            run.pk, row.pk, review.approved(asked(row).output, "An edited text."), by=cast.ours.reviewer
        )
    run = carried(run)
    assert run.state == "done"
    with tenant_tx(run.client_id):
        delivery = Delivery.objects.get(run=run)
    assert (delivery.text, delivery.approved_by) == ("An edited text.", "person")


def test_it_writes_again_when_a_person_asks_for_changes(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    with tenant_tx(run.client_id):
        before = asked(waiting_review(run)).round
        decisions.decide(run.pk, waiting_review(run).pk, review.changes(note="Mention the sauna."))
    run = carried(run)
    assert run.state == "waiting"
    with tenant_tx(run.client_id):
        assert asked(waiting_review(run)).round > before
        assert Call.objects.filter(run=run, purpose="revise", prompt__contains="Mention the sauna.").exists()


def test_it_stops_when_a_person_rejects(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    with tenant_tx(run.client_id):
        decisions.decide(run.pk, waiting_review(run).pk, review.rejected("We dropped the issue."))
    run = carried(run)
    assert run.state == "stopped"
    assert "We dropped the issue." in run.sentence


def test_it_takes_only_the_first_of_two_decisions(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    with tenant_tx(run.client_id):
        row = waiting_review(run)
        decisions.decide(run.pk, row.pk, review.rejected("No."))
        with pytest.raises(decisions.Overtaken):
            decisions.decide(run.pk, row.pk, review.approved(asked(row).output))


def test_it_drops_the_result_of_a_worker_that_lost_the_run(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    hand = in_hand(run, "first")
    (work,) = turned(hand).begun
    expire(run)
    assert claimed(run, "second").epoch == hand.held.epoch + 1
    with pytest.raises(leases.LostLease):
        turned(hand, Ended(work, Passed({"text": "late"})))
    with tenant_tx(run.client_id):
        assert Attempt.objects.get(pk=hand.ids[work.place]).state == "open"


def test_it_does_again_only_what_was_in_flight_when_a_worker_died(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    turned(in_hand(run, "dies"))
    expire(run)
    assert carried(run).state == "done"
    with tenant_tx(run.client_id):
        drafts = list(Attempt.objects.filter(run=run, key="draft").values_list("state", "forgiven"))
    assert drafts == [("failed", True), ("passed", False)]


def test_it_gives_up_on_a_run_that_kills_its_workers(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    for _ in range(leases.CLAIMS):
        assert not claimed(run, "dies").dead
        expire(run)
    run = carried(run)
    assert run.state == "failed"
    assert "worker" in run.sentence
    assert leases.claim_one(run.pk, "next") is None


def test_it_does_not_take_handing_over_for_a_crash(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    for _ in range(leases.CLAIMS + 1):
        hand = in_hand(run, "hands over")
        assert not hand.held.dead
        turned(hand, resting=True)
    assert carried(run).state == "done"


def test_it_knows_when_a_lost_run_is_due(cast: Cast) -> None:
    run = started(cast.ours.client.pk)
    assert leases.seconds_to_next() <= 0
    claimed(run, "dies")
    assert 0 < leases.seconds_to_next() <= 60


def test_it_is_claimed_once_by_many(cast: Cast) -> None:
    started(cast.ours.client.pk)
    start, won = threading.Barrier(8), []

    def compete() -> None:
        start.wait()
        won.extend(leases.claim(1, "me")[0])
        connection.close()

    threads = [threading.Thread(target=compete) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_it_stops_when_cancelled_also_while_waiting(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk, IMPOSSIBLE))
    with tenant_tx(run.client_id):
        assert decisions.cancel(run, by=cast.ours.owner)
    run = carried(run)
    assert (run.state, run.sentence) == ("stopped", "The run was cancelled.")
    with tenant_tx(run.client_id):
        assert not decisions.cancel(run)


def test_it_fails_with_what_to_do_and_resumes(cast: Cast) -> None:
    run = started(cast.ours.client.pk, deliver={"connection": "ghost", "title": "x", "slug": "x"})
    run = carried(run)
    assert run.state == "failed"
    assert "ghost" in run.sentence
    with tenant_tx(run.client_id):
        drafts = Attempt.objects.filter(run=run, key="draft").count()
        assert decisions.resume(run, by=cast.ours.owner)
    run = carried(run)
    assert run.state == "failed"
    with tenant_tx(run.client_id):
        assert Attempt.objects.filter(run=run, key="draft").count() == drafts
        assert Attempt.objects.filter(run=run, key="deliver").count() == 2


def test_it_carries_two_clients_without_mixing_them(cast: Cast) -> None:
    ours, theirs = cast.ours.client.pk, cast.rival.client.pk
    for client, canary in ((ours, "CANARY-OURS"), (theirs, "CANARY-THEIRS")):
        with tenant_tx(client):
            Document.objects.create(
                client_id=client, kind="voice", title="Voice", text=f"We say {canary}.", digest=canary
            )
    runs = [started(ours), started(theirs)]
    async_to_sync(runner.drain)(seconds=30)
    for run, canary, foreign in zip(runs, ("OURS", "THEIRS"), ("THEIRS", "OURS"), strict=True):
        with tenant_tx(run.client_id):
            assert Run.objects.get(pk=run.pk).state == "done"
            sent = "".join(
                f"{call.context}{call.prompt}{call.answer}" for call in Call.objects.filter(run=run)
            )
        assert f"CANARY-{canary}" in sent
        assert f"CANARY-{foreign}" not in sent


def test_it_shows_a_rival_nothing_of_a_run(cast: Cast) -> None:
    run = carried(started(cast.ours.client.pk))
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        for model in (Run, Attempt, Call, Event, Delivery, Document):
            assert not model.objects.exists()
        with pytest.raises(Run.DoesNotExist):
            decisions.decide(UUID(str(run.pk)), 1, review.rejected("theirs"))
