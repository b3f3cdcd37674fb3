"""What people see of batches: on a run, in the list, on the operations page; and nothing of other agencies."""

import pytest

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.stand_in import StandIn
from tests.workflows.batches.thrift import carried, lapse, started, sweep
from workflows import operations
from workflows.batches import showing
from workflows.models import Batch, Run

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def page(browse, user, address: str) -> str:
    answer = browse(user).get(address)
    assert answer.status_code == 200
    return html_of(answer)


def run_page(browse, user, run: Run) -> str:
    return page(browse, user, f"/admin/workflows/run/{run.pk}/change/")


def test_a_run_says_what_it_waits_for_and_how_many_are_in_the_batch(
    cast: Cast, stand_in: StandIn, browse
) -> None:
    run = carried(started(cast.ours.client, "Bread"))
    carried(started(cast.ours.client, "Rain"))
    seen = run_page(browse, cast.ours.viewer, run)
    assert "It waits for Claude Sonnet 5.5, with 1 other request in a batch that gathers requests" in seen
    assert "at the latest" in seen and showing.NOTHING_TO_DO in seen
    sweep()
    assert "and isn’t answered yet" in run_page(browse, cast.ours.viewer, run)
    assert "In a batch" in page(browse, cast.ours.viewer, "/admin/workflows/run/")


def test_the_operations_page_says_what_to_do_about_a_batch(cast: Cast, stand_in: StandIn, browse) -> None:
    carried(started(cast.ours.client))
    sweep()
    seen = page(browse, cast.ours.owner, "/admin/operations/")
    assert (
        "Batches with vendors" in seen and "Wait for a vendor’s batch" in seen and "goes on by itself" in seen
    )
    Batch.objects.update(kind="key")
    seen = page(browse, cast.ours.owner, "/admin/operations/")
    assert "Put in a valid one under Model keys" in seen and "goes on by itself" not in seen


def test_it_shows_nothing_of_it_to_the_rival_or_to_who_works_for_others(
    cast: Cast, stand_in: StandIn, browse
) -> None:
    run = carried(started(cast.ours.client))
    assert "Batches with vendors" not in page(browse, cast.rival.owner, "/admin/operations/")
    assert browse(cast.rival.owner).get(f"/admin/workflows/run/{run.pk}/change/").status_code == 404
    agency = cast.ours.agency.pk
    assert showing.in_flight(agency, [cast.neighbour.pk], []) == []
    assert showing.in_flight(cast.rival.agency.pk, [cast.ours.client.pk], []) == []
    assert len(showing.in_flight(agency, [cast.ours.client.pk], [])) == 1


def test_what_waits_for_a_batch_is_not_called_tried_again(cast: Cast, stand_in: StandIn) -> None:
    run = carried(started(cast.ours.client))
    with tenant_tx(run.client_id, agency=cast.ours.agency.pk):
        assert [reason.kind for reason in operations.stuck([run.client_id])] == ["batch"]
        assert showing.told(run)
    lapse(run)
    with tenant_tx(run.client_id, agency=cast.ours.agency.pk):
        assert "batch" not in [reason.kind for reason in operations.stuck([run.client_id])]
