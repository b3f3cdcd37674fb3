"""A worker that is killed at each of the named moments: the run ends as if nothing had been, and nothing twice."""

from collections import Counter

import pytest
from asgiref.sync import async_to_sync

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.by_hand import expire
from tests.workflows.invariants import broken
from tests.workflows.newsletter import BRIEF, publish_newsletter
from tests.workflows.processes import begun
from workflows import decisions, runner
from workflows.failpoints import POINTS
from workflows.models import Attempt, Call, Delivery, Event, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = {"draft", "rules", "rubric", "review", "deliver"}


def killed_at(point: str) -> int:
    """A worker that dies there; returns its exit code."""
    return begun(BATON_FAILPOINT=point).wait(300)


@pytest.mark.parametrize("point", [*POINTS, "settled:3", "storing:4"])
def test_it_is_finished_by_another(cast: Cast, point: str) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        run = decisions.start(publish_newsletter(client), BRIEF, title="Quiet season", origin="command")
    assert killed_at(point) == -9
    if Lease.objects.get(pk=run.pk).state == Lease.State.RUNNING:
        expire(run)
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(client):
        assert Run.objects.get(pk=run.pk).state == "done"
    assert broken(client) == []
    with tenant_tx(client):
        tries = list(Attempt.objects.filter(run=run))
        assert Counter(row.key for row in tries if row.state == "passed") == Counter(STEPS)
        assert all(row.forgiven for row in tries if row.state != "passed")
        assert Delivery.objects.filter(run=run).count() == 1
        assert Document.objects.filter(run=run.pk).count() == 1
        assert Event.objects.filter(run=run.pk, kind__in=("piece.delivered", "run.done")).count() == 2
        assert Call.objects.filter(run=run, state="sent").count() <= 1  # its cost is unknown, and it says so
        assert Counter(
            Call.objects.filter(run=run, state="answered").values_list("purpose", flat=True)
        ) <= Counter(write=2, judge=2)
