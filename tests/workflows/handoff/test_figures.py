"""The page's figures are measured: from runs that ended, of this workflow, without trials."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from tenants.scope import tenant_tx
from tests.workflows.judged import attempt, decided, judged, publish
from workflows.handoff import Reader, handoff
from workflows.handoff.figures import figures, in_words
from workflows.models import Attempt, Call, Run


def ended(version, state="done", minutes=10, flagged=False, days_ago=1):
    run = judged(version, "A piece", {"facts": 8})
    at = now() - timedelta(days=days_ago)
    began = at - timedelta(minutes=minutes)
    Run.objects.filter(pk=run.pk).update(state=state, flagged=flagged, created_at=began, finished_at=at)
    return run


def call(run, cost):
    row = run.attempts.first()
    facts = {"provider": "p", "model": "m", "route": "writing", "purpose": "write", "prompt": "x"}
    Call.objects.create(client_id=run.client_id, run=run, attempt=row, cost_usd=cost, **facts)


def test_it_measures_what_runs_took_and_cost(version):
    for minutes, cost in ((10, "0.10"), (20, "0.20"), (60, "0.90")):
        call(ended(version, minutes=minutes), Decimal(cost))
    found = figures(version.workflow, costs=True)
    assert (found.cost_words, found.took_words) == ("$0.20", "20 minutes")
    assert figures(version.workflow, costs=False).cost is None


def test_an_unknown_cost_is_not_taken_for_none(version):
    known, unknown = ended(version), ended(version)
    call(known, Decimal("0.50"))
    call(unknown, Decimal("0.01"))
    call(unknown, None)
    assert figures(version.workflow, costs=True).cost == Decimal("0.50")


def test_the_passing_share_has_its_interval(version):
    for flagged in (False, False, False, True):
        ended(version, flagged=flagged)
    ended(version, state="failed")
    ended(version, state="stopped", flagged=True)
    found = figures(version.workflow, costs=False)
    assert (found.runs, found.done, found.failed, found.stopped) == (6, 4, 1, 1)
    assert found.passing == (67, 30, 90)


def test_it_tells_how_long_people_took(version):
    row = decided(ended(version))
    at = now()
    Attempt.objects.filter(pk=row.pk).update(started_at=at - timedelta(hours=3), finished_at=at)
    assert figures(version.workflow, costs=False).waited_words == "3 hours"


def look(run, seconds):
    review = run.reviews.create(
        client_id=run.client_id,
        attempt=attempt(run, "review", state="waiting"),
        step_key="review",
        title="A piece",
        text="x",
        digest="x",
    )
    for who, active in seconds.items():
        review.sittings.create(client_id=run.client_id, by=who, seconds_active=active)


def test_it_tells_how_long_people_looked(version, cast):
    look(ended(version), {cast.ours.owner: 120, cast.ours.reviewer: 60})
    assert figures(version.workflow, costs=False).looked_words == "3 minutes"


def test_time_saved_is_what_it_takes_by_hand_less_what_people_looked(version, cast):
    version.workflow.minutes_by_hand = 90
    one, _, stopped = ended(version), ended(version), ended(version, state="stopped")
    assert figures(version.workflow, costs=False).saved_words == "1 hour 30 minutes"
    look(one, {cast.ours.owner: 240})
    look(stopped, {cast.ours.owner: 360})
    assert figures(version.workflow, costs=False).saved_words == "1 hour 25 minutes"
    version.workflow.minutes_by_hand = 4
    assert figures(version.workflow, costs=False).saved_words == "nothing"
    version.workflow.minutes_by_hand = None
    assert figures(version.workflow, costs=False).saved_words == ""


def test_trials_old_runs_and_others_are_not_in_it(version, cast):
    trial = ended(version)
    Run.objects.filter(pk=trial.pk).update(trial={})
    ended(version, days_ago=100)
    ended(publish(cast.ours))
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        ended(publish(cast.rival))
    assert figures(version.workflow, costs=True).runs == 0


def test_costs_are_shown_only_to_whom_they_concern(version, cast, browse):
    call(ended(version), Decimal("12.34"))
    assert handoff(version).figures.cost is None
    assert handoff(version, Reader(costs=True)).figures.cost_words == "$12.34"
    address = f"/portal/workflows/{version.workflow_id}/handoff/"
    assert "$12.34" in browse(cast.ours.owner).get(address).content.decode()
    assert "$12.34" not in browse(cast.ours.reviewer).get(address).content.decode()


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, ""),
        (timedelta(seconds=0.2), "1 second"),
        (timedelta(seconds=95), "2 minutes"),
        (timedelta(minutes=65), "1 hour 5 minutes"),
        (timedelta(hours=30), "30 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_it_words_times(time, words):
    assert in_words(time) == words
