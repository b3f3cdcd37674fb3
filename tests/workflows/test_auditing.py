"""How good what passes by itself is, told from the pieces that were drawn."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from tenants.scope import tenant_tx
from tests.workflows.judged import attempt, judged, publish
from workflows.auditing import Estimate, estimate, of_late, wilson
from workflows.models import Attempt


@pytest.fixture
def version(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield publish(cast.ours)


def looked(version, draw="hit", **more):
    return attempt(judged(version, "A piece", {"facts": 8}), "review", draw=draw, **more)


def late(version, days=30):
    return estimate(version.workflow, now() - timedelta(days=days), now() + timedelta(seconds=5))


def test_it_counts_what_was_drawn_and_what_people_said(version):
    looked(version, by_person=True)
    looked(version, by_person=True)
    looked(version, by_person=True, edited=True)
    looked(version, state="rejected", by_person=True)
    looked(version, state="waiting")
    looked(version, "miss")
    looked(version, "")
    found = late(version)
    assert found == Estimate(unflagged=6, drawn=5, decided=4, approved=2)
    assert found.percents == (50, 15, 85)


def test_a_piece_that_came_again_counts_by_its_first_decision(version):
    first = looked(version, state="rejected", by_person=True)
    attempt(first.run, "review", 2, draw="hit", by_person=True)
    assert late(version) == Estimate(1, 1, 1, 0)


def test_it_keeps_to_the_period_and_to_the_workflow(cast, version):
    old = looked(version, by_person=True)
    Attempt.objects.filter(pk=old.pk).update(started_at=now() - timedelta(days=40))
    looked(publish(cast.ours), by_person=True)
    assert late(version).unflagged == 0 and late(version, 90).approved == 1
    assert [found.approved for _, found in of_late(version.workflow, now())] == [0, 1, 1]


def test_trials_and_other_clients_are_not_in_it(cast, version):
    trial = looked(version, by_person=True).run
    type(trial).objects.filter(pk=trial.pk).update(trial={})
    assert late(version).unflagged == 0
    looked(version, by_person=True)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        assert late(version).unflagged == 0


@pytest.mark.parametrize(
    ("of", "interval"),
    [((0, 0), (0.0, 1.0)), ((10, 10), (0.722, 1.0)), ((0, 10), (0.0, 0.278)), ((81, 263), (0.255, 0.366))],
)
def test_the_interval_is_wilsons(of, interval):
    assert wilson(*of) == pytest.approx(interval, abs=0.001)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_always_holds_the_share_and_narrows(of):
    approved, decided = of
    low, high = wilson(approved, decided)
    assert 0 <= low <= approved / decided + 1e-9 and approved / decided - 1e-9 <= high <= 1
    more_low, more_high = wilson(approved * 4, decided * 4)
    assert more_high - more_low < high - low
