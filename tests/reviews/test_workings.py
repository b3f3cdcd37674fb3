"""How it works: everybody who is in finds the handoff pages, unless the agency keeps them."""

import pytest

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse, at


@pytest.fixture
def workflow(ours: Cast) -> int:
    with tenant_tx(ours.ours.client.pk, agency=ours.ours.agency.pk):
        return stage.waiting(ours.ours).run.version.workflow_id


def keep(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(shows_handoff=False)


def test_readers_and_reviewers_find_the_page_and_its_pdf(ours: Cast, workflow: int, browse: Browse) -> None:
    for person in (ours.ours.reader, ours.ours.reviewer, ours.ours.owner):
        seen = browse(person).get(at("workings")).content.decode()
        assert f"/portal/workflows/{workflow}/handoff/" in seen
        assert f"/portal/workflows/{workflow}/handoff.pdf" in seen
        assert at("workings") in browse(person).get(at("inbox")).content.decode()


def test_an_agency_that_keeps_them_shows_no_way_there(ours: Cast, workflow: int, browse: Browse) -> None:
    keep(ours)
    reviewer = browse(ours.ours.reviewer)
    assert f"/portal/workflows/{workflow}/" not in reviewer.get(at("workings")).content.decode()
    for page in (at("inbox"), at("requests"), at("request", workflow)):
        seen = reviewer.get(page).content.decode()
        assert f"/portal/workflows/{workflow}/" not in seen and at("workings") not in seen
    assert (
        f"/portal/workflows/{workflow}/handoff/"
        in browse(ours.ours.owner).get(at("workings")).content.decode()
    )


def test_nobody_else_sees_them(ours: Cast, workflow: int, browse: Browse) -> None:
    for stranger in (ours.rival.owner, ours.rival.reviewer, ours.neighbour_reviewer):
        assert f"/portal/workflows/{workflow}/" not in browse(stranger).get(at("workings")).content.decode()
