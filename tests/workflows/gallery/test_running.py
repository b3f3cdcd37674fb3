"""All of the gallery's samples, run for real by one drain: each ends on the shelf or with a person."""

import pytest
from asgiref.sync import async_to_sync

from reviews.models import Review
from tenants.scope import tenant_tx
from tests.workflows import invariants
from workflows import answering, intake, runner
from workflows.exchange import taking
from workflows.gallery.entries import entries
from workflows.models import Delivery, Run

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_runs_all_samples_to_their_end_or_to_a_person(cast):
    ours = cast.ours
    with tenant_tx(ours.client.pk, agency=ours.agency.pk):
        for entry in entries().values():
            draft = taking.take(ours.client, entry.material, ours.owner, origin=entry.slug).version
            answering.publish(draft, ours.owner)
            for sample in entry.leaflet.samples:
                intake.start(draft.workflow, sample.inputs, by=ours.owner)
    async_to_sync(runner.drain)()
    with tenant_tx(ours.client.pk, agency=ours.agency.pk):
        runs = list(Run.objects.select_related("version__workflow"))
        told = [(run.version.workflow.slug, run.title, run.state, run.sentence) for run in runs]
        assert len(runs) == sum(len(entry.leaflet.samples) for entry in entries().values())
        assert [one for one in told if one[2] not in ("done", "waiting")] == []
        assert {run.state for run in runs} == {"done", "waiting"}
        waiting = {run.pk for run in runs if run.state == "waiting"}
        assert set(Review.objects.values_list("run", flat=True)) >= waiting
        assert Delivery.objects.filter(run__state="done").exists()
    assert invariants.broken(ours.client.pk) == []
