"""Forms that are sent twice, or by two people, at the same moment: nothing breaks, and nothing is half made."""

import pytest
from django.test import Client as Browser

from tenants.scope import tenant_tx
from tests.at_once import at_once
from tests.workflows.exchange.files import SMALL
from tests.workflows.newsletter import definition
from workflows.models import Event, Version, Workflow

PAGES = "/admin/workflows/workflow/"
pytestmark = pytest.mark.django_db(transaction=True)


def sent(cast, page: str, **form: object):
    """By the owner and the editor, twice each."""
    house = cast.ours
    form = {"client": house.client.pk, **form}
    return at_once(*[(who, PAGES + page, form) for who in (house.owner, house.editor) * 2])


def slugs(cast) -> list[str]:
    with tenant_tx(cast.ours.client.pk):
        return sorted(Workflow.objects.values_list("slug", flat=True))


def test_the_same_file_becomes_one_workflow(cast):
    assert sent(cast, "import/", text=SMALL, confirm="1") == [302] * 4
    assert slugs(cast) == ["small"]


def test_each_that_is_to_be_a_new_one_gets_a_name_of_its_own(cast):
    assert sent(cast, "import/", text=SMALL, confirm="new") == [302] * 4
    assert slugs(cast) == ["small", "small-2", "small-3", "small-4"]
    assert sent(cast, "gallery/newsletter/", name="Letter") == [302] * 4
    assert len(slugs(cast)) == 8


def test_the_same_mapped_process_is_kept_once_and_another_gets_a_name_of_its_own(cast):
    told = {"name": "Mapped", "purpose": "x", "inputs": "Topic", "outputs": "Letter", "checked_by": "client"}
    told |= {"owner": cast.ours.owner.pk, "keep": "yes"}
    assert sent(cast, "map/", **told) == [302] * 4
    assert slugs(cast) == ["mapped"]
    assert sent(cast, "map/", **told | {"purpose": "y"}) == [302] * 4
    assert slugs(cast) == ["mapped", "mapped-2"]


def test_a_draft_is_published_once_and_the_others_are_told(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="news")
        workflow.open_draft().fill(definition())
    assert sent(cast, f"{workflow.pk}/publish/", notes="The first.") == [302] * 4
    with tenant_tx(cast.ours.client.pk):
        assert [version.state for version in Version.objects.all()] == ["published"]
        assert Event.objects.filter(kind="version.published").count() == 1


def test_what_the_database_alone_notices_is_told_in_words(cast):
    """A group's name is taken while somebody else gives it."""
    form = {"client": cast.ours.client.pk, "name": "Legal"}
    found = at_once(*[(cast.ours.owner, "/admin/tenants/group/add/", form)] * 4)
    assert found.count(302) == 1 and set(found) <= {200, 302, 409}


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "10000-01-01T00:00", "1e309", "9" * 5000]
)
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Lima"])
def test_a_time_that_no_clock_shows_is_told_beside_its_box(cast, at, zone):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        type(cast.ours.client).objects.filter(pk=cast.ours.client.pk).update(timezone=zone)
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="news")
        workflow.open_draft().fill(definition())
    browser = Browser()
    browser.force_login(cast.ours.owner)
    address = f"{PAGES}{workflow.pk}/publish/"
    answer = browser.post(address, {"notes": "x", "at": at})
    is_one = (zone, at[:5]) == ("Asia/Tokyo", "9999-")  # it is 9999 in Greenwich, too
    assert is_one == (answer.status_code == 302)
    assert ("time to publish" if not is_one else "9999") in browser.get(address).content.decode() + (
        answer.content.decode()
    )
