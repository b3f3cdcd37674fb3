"""Models that leave are told two months ahead, with the routes that would miss them."""

from datetime import date, timedelta

import pytest

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import publish_newsletter
from workflows import lineup, retiring
from workflows.models import AgencyModel, Route

TODAY = date(2026, 11, 26)


def tell(
    cast: Cast, days: int, provider: str = "anthropic", model: str = "claude-opus-5-5"
) -> list[retiring.Leaving]:
    agency = cast.ours.agency
    with tenant_tx(cast.ours.client.pk, agency=agency.pk):
        AgencyModel.objects.update_or_create(
            agency=agency, provider=provider, model=model,
            defaults={"label": "Opus", "retires_on": TODAY + timedelta(days=days)},
        )  # fmt: skip
        return retiring.leaving(lineup.of_agency(), TODAY, retiring.of_clients([cast.ours.client]))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (61, []),
        (60, ["Opus retires on 25 January 2027, in 60 days."]),
        (1, ["Opus retires on 27 November 2026, in 1 day."]),
        (0, ["Opus was retired on 26 November 2026 and is passed over."]),
    ],
)
def test_it_tells_from_two_months_ahead(cast: Cast, settings, days: int, said: list[str]) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    assert [one.sentence for one in tell(cast, days)] == said


def test_it_names_the_routes_of_the_agency_and_of_its_clients(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Route.objects.create(
            agency=cast.ours.agency,
            client=cast.ours.client,
            name="cheap",
            choices=[["anthropic", "claude-opus-5-5"]],
        )
    (one,) = tell(cast, 10)
    assert one.routes == ("writing", "judging", "vision", "cheap of Fernhill Hotels")


def test_it_says_nothing_of_a_model_that_no_route_names(cast: Cast) -> None:
    assert tell(cast, 10) == []


def missed(cast: Cast) -> list[retiring.Leaving]:
    """What the Today page tells."""
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        return retiring.missed(lineup.of_agency(), TODAY)


def publish(client_id: int, **draft: object) -> None:
    with tenant_tx(client_id):
        version = publish_newsletter(client_id).workflow.open_draft()
        step = version.steps.get(key="draft")
        step.settings = {**step.settings, **draft}
        step.save()
        version.publish()


def test_it_misses_what_a_published_workflow_would_ask(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    assert tell(cast, 0) and missed(cast) == []
    publish(cast.rival.client.pk)
    assert missed(cast) == []
    publish(cast.ours.client.pk)
    (one,) = missed(cast)
    assert (one.gone, one.asked_by) == (True, ("Newsletter (Fernhill Hotels)",))


def test_it_misses_nothing_that_the_client_or_the_step_leaves_out(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    tell(cast, 0)
    publish(cast.ours.client.pk, exclude=["anthropic/claude-opus-5-5"])
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Route.objects.create(
            agency=cast.ours.agency,
            client=cast.ours.client,
            name="judging",
            choices=[["anthropic", "claude-haiku-5-5"]],
        )
    assert missed(cast) == []


def test_it_misses_a_model_of_no_route_that_a_step_is_pinned_to(cast: Cast) -> None:
    tell(cast, 10)
    publish(cast.ours.client.pk, pin="anthropic/claude-opus-5-5")
    (one,) = missed(cast)
    assert (one.days, one.routes, one.asked_by) == (10, (), ("Newsletter (Fernhill Hotels)",))
