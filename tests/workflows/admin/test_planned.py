"""Publishing at a time: in the client's zone, by the sweep; it lapses where the draft changed, and can be cancelled."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.models import Client
from tenants.scope import unscoped
from tests.reading import html_of
from workflows import publications
from workflows.models import Event, Publication, Version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def planned(desk):
    desk.look(lambda workflow: Client.objects.filter(pk=workflow.client_id).update(timezone="Europe/Vienna"))
    assert desk.post("publish/", notes="", at="2099-01-05T09:00").status_code == 302
    return desk


def last(desk) -> Publication:
    return desk.look(lambda workflow: Publication.objects.first())


def comes(desk) -> int:
    """Its time comes, and the sweep with it."""
    desk.look(lambda workflow: Publication.objects.update(publish_at=now() - timedelta(seconds=5)))
    with unscoped():
        return publications.publish_due()


def number(desk) -> int | None:
    return desk.look(lambda workflow: workflow.published and workflow.published.number)


def test_it_is_planned_in_the_clients_zone_and_nothing_happens_before(planned):
    assert last(planned).publish_at.isoformat() == "2099-01-05T08:00:00+00:00"
    with unscoped():
        assert publications.publish_due() == 0
    assert number(planned) is None
    page = planned.get("publish/")
    assert "5 Jan 2099, 09:00" in page and "Cancel it" in page


def test_whoever_changes_the_draft_is_told_that_it_is_off(planned):
    planned.post("steps/rules/remove/")
    page = planned.get()
    assert "Publishing on 5 Jan 2099, 09:00" in page and "is off" in page


def test_it_is_published_when_its_time_comes_and_once(planned):
    assert comes(planned) == 1
    assert number(planned) == 1
    assert (last(planned).state, comes(planned)) == ("approved", 0)
    version = planned.look(lambda workflow: workflow.published)
    assert version.published_by == planned.cast.ours.owner
    events = planned.look(lambda workflow: list(Event.objects.values_list("kind", "sentence")))
    assert [kind for kind, _ in events] == [
        "publication.planned",
        "publication.approved",
        "version.published",
    ]


def test_it_lapses_where_the_draft_changed(planned):
    planned.post("steps/rules/remove/")
    assert last(planned).state == "lapsed"
    assert comes(planned) == 0
    assert "lapsed, for the draft was changed" in planned.get("publish/")


def test_the_sweep_sees_a_change_that_nobody_noted(planned):
    planned.look(lambda workflow: workflow.draft.steps.filter(key="rules").delete())
    assert comes(planned) == 1
    assert (last(planned).state, number(planned)) == ("lapsed", None)


def test_it_says_why_it_could_not_be_published(planned):
    planned.look(lambda workflow: type(workflow).objects.update(golden_needed=True))
    comes(planned)
    assert (last(planned).state, number(planned)) == ("failed", None)
    assert "there is none yet" in planned.get("publish/")


def test_it_is_cancelled(planned):
    planned.post(f"publications/{last(planned).pk}/decision/", decision="withdraw")
    assert comes(planned) == 0
    assert (last(planned).state, number(planned)) == ("withdrawn", None)


def test_a_second_person_approves_first(desk, browse):
    desk.post("second-person/", on="yes")
    desk.post("publish/", notes="", at="2099-01-05T09:00")
    assert comes(desk) == 0  # nobody approved it yet
    desk.look(lambda workflow: Publication.objects.update(publish_at=now() + timedelta(days=1)))
    editor = browse(desk.cast.ours.editor)
    page = html_of(editor.get(desk.url("publish/")))
    assert "Approve</button>" in page and "Approve and publish" not in page  # it is published later
    editor.post(desk.url(f"publications/{last(desk).pk}/decision/"), {"decision": "approve"})
    assert (last(desk).state, number(desk)) == ("planned", None)
    assert comes(desk) == 1
    assert desk.look(lambda workflow: Version.objects.get(number=1).published_by) == desk.cast.ours.editor


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("tomorrow", "can’t be read"),
        ("2020-01-01T09:00", "has passed"),
        ("2099-03-29T02:30", "There is no such time"),
    ],
)
def test_it_refuses_a_time_that_is_none(desk, at, sentence):
    desk.look(lambda workflow: Client.objects.filter(pk=workflow.client_id).update(timezone="Europe/Vienna"))
    assert sentence in html_of(desk.post("publish/", notes="", at=at))
    assert (last(desk), number(desk)) == (None, None)
