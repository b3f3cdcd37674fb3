"""Failures and retries of the last days, by workflow."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_pausing import begin, workflow
from workflows import health
from workflows.models import Attempt, Call, Run


@pytest.fixture
def ours(cast: Cast):
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        begin(workflow(cast.rival.client.pk))
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield cast.ours.client.pk


def aged(run: Run, days: int, **facts: object) -> Run:
    Run.objects.filter(pk=run.pk).update(created_at=now() - timedelta(days=days), **facts)
    return run


def test_it_counts_by_workflow(ours: int) -> None:
    news = workflow(ours)
    for days, state in ((0, "done"), (0, "failed"), (3, "done"), (3, "failed"), (3, "failed"), (9, "failed")):
        aged(begin(news), days, state=state)
    (found,) = health.by_workflow([ours])
    assert found.workflow == news
    assert found.day == health.Figures(runs=2, failed=1, stopped=0, retries=0)
    assert (found.week.runs, found.week.failed, found.week.rate) == (5, 3, 60)
    drawn = {day.date: (day.runs, day.failed) for day in found.days if day.runs}
    assert list(drawn.values()) == [(3, 2), (2, 1)]
    assert len(found.days) == health.DAYS
    tallest = max(found.days, key=lambda day: day.runs)
    assert (tallest.tall, tallest.top) == (health.TALL, 0)
    assert all(day.failed_tall <= day.tall for day in found.days)


def test_it_counts_what_was_tried_again(ours: int) -> None:
    run = begin(workflow(ours))
    home = {"client_id": ours, "run": run, "key": "draft"}
    Attempt.objects.create(**home, number=1, state="failed", retry_at=now())
    Attempt.objects.create(**home, number=2, state="failed")
    Attempt.objects.create(**home, number=3, state="failed", forgiven=True, by_person=True)
    (found,) = health.by_workflow([ours])
    assert (found.day.retries, found.week.retries) == (1, 1)


def test_it_puts_the_most_failures_first_and_leaves_out_what_did_not_run(ours: int) -> None:
    good, bad = workflow(ours), workflow(ours, "blog")
    workflow(ours, "idle")
    begin(good)
    aged(begin(bad), 0, state="failed")
    assert [one.workflow for one in health.by_workflow([ours])] == [bad, good]


def test_it_finds_calls_that_never_came_back(ours: int) -> None:
    run = begin(workflow(ours))
    attempt = Attempt.objects.create(client_id=ours, run=run, key="draft", number=1)
    home = {
        "client_id": ours,
        "run": run,
        "attempt": attempt,
        "provider": "p",
        "model": "m",
        "route": "writing",
    }
    for state in ("sent", "sent", "answered"):
        Call.objects.create(**home, purpose="write", prompt="x", state=state)
    assert health.unknown_costs([ours]) == (0, [])
    first = Call.objects.first()
    Call.objects.filter(pk=first.pk).update(sent_at=now() - timedelta(hours=2))
    assert health.unknown_costs([ours]) == (1, [run])
