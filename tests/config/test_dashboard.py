"""What staff see first: what waits, what broke, how the month goes; and the first steps of a new agency."""

import pytest

from config.dashboard import share
from tenants.scope import tenant_tx
from tests.config.admin_house import CANARY, furnish
from workflows.models import Run


def page(cast, browse):
    return browse(cast.ours.viewer).get("/admin/").content.decode()


def test_it_shows_what_waits_and_what_broke(cast, browse):
    rooms = furnish(cast.ours)
    with tenant_tx(rooms.client, agency=cast.ours.agency.pk):
        Run.objects.update(state="failed", sentence="“Draft” failed: set ANTHROPIC_API_KEY.")
    text = page(cast, browse)
    assert "set ANTHROPIC_API_KEY" in text
    assert "Waiting for a person" in text
    assert CANARY in text


def test_it_leads_a_new_agency_through_the_first_steps(cast, browse):
    text = page(cast, browse)
    assert "First steps" in text
    assert "Build its first workflow" in text
    assert "Nothing waits" in text


def test_it_stops_leading_when_all_is_done(cast, browse):
    furnish(cast.ours)
    assert "First steps" not in page(cast, browse)


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 4, (0, 0, 49)), (29, 100, (29, 21, 39)), (4, 4, (100, 51, 100))]
)
def test_it_gives_a_share_with_its_interval(part, whole, told):
    found = share(part, whole)
    assert (found.percent, found.low, found.high) == told


def test_it_has_no_share_of_nothing():
    assert share(0, 0).percent is None
