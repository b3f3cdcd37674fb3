"""The Schedules tab: what is planned, what came of it, and the switches."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.workflows import leaflet
from tests.workflows.newsletter import BRIEF
from workflows import schedules
from workflows.models import Alarm, Fire, Run, Schedule


@pytest.fixture
def schedule(published) -> Schedule:
    def made(workflow):
        row = Schedule.objects.create(
            client_id=workflow.client_id, workflow=workflow, name="The Monday letter", cron="0 9 * * MON",
            timezone="America/New_York", brief=BRIEF,
        )  # fmt: skip
        row.wind()
        return row

    return published.look(made)


def row(desk) -> Schedule:
    return desk.look(lambda workflow: workflow.schedules.get())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_offers_to_make_the_first(published):
    page = published.get("schedules/")
    assert "No schedule yet" in page and "Make a schedule" in page


def test_it_asks_to_publish_first(desk):
    page = desk.get("schedules/")
    assert "Nothing is published yet" in page and "Make a schedule" not in page
    assert (
        "Publish a version first"
        in desk.browser.get(desk.url("schedules/new/"), follow=True).content.decode()
    )


def test_it_tells_the_rhythm_the_zone_and_the_next_three_in_the_client_s_zone(published, schedule):
    page = words(published.get("schedules/"))
    assert "The Monday letter" in page and "At 09:00 on Monday, America/New_York time" in page
    assert "Times are those of UTC" in page
    for slot in schedule.slots(3, now()):
        assert f"{slot:%a} {slot.day} {slot:%b %Y, %H:%M}" in page
    assert "Last Not yet" in page


def test_it_shows_the_last_run_and_links_to_it(published, schedule):
    run = published.look(lambda workflow: schedules.run_now(row(published), published.cast.ours.owner))
    page = published.get("schedules/")
    assert f"/admin/workflows/run/{run.pk}/change/" in page
    assert "Queued" in page and "Started out of turn by" in page


def test_it_says_before_the_slot_that_the_brief_no_longer_fits(published, schedule):
    published.look(lambda workflow: workflow.schedules.update(brief={"topic": "Spring"}))
    page = words(published.get("schedules/"))
    assert "Needs mending" in page
    assert "Its next run will not start: “Points” needs an answer." in page


def test_it_shows_a_schedule_that_can_t_be_read(published, schedule):
    published.look(lambda workflow: workflow.schedules.update(timezone="Atlantis/Capital"))
    assert "“Atlantis/Capital” is not a time zone" in published.get("schedules/")
    assert "“Atlantis/Capital” is not a time zone" in published.get(f"schedules/{schedule.pk}/")
    page = published.browser.post(published.url(f"schedules/{schedule.pk}/switch/"), {"on": ""}, follow=True)
    assert "switched off" in page.content.decode()
    page = published.browser.post(
        published.url(f"schedules/{schedule.pk}/switch/"), {"on": "yes"}, follow=True
    )
    assert "Change it first." in page.content.decode()
    assert not row(published).enabled


def test_it_says_that_paused_work_starts_nothing(published, schedule):
    published.look(lambda workflow: type(workflow).objects.update(paused=True))
    assert "is paused: until it goes on, schedules start nothing" in published.get("schedules/")


def test_it_switches_off_and_on_again_from_now(published, schedule):
    Alarm.objects.update(due_at=now() - timedelta(days=1))
    published.post(f"schedules/{schedule.pk}/switch/", on="")
    assert not row(published).enabled and not Alarm.objects.exists()
    assert "Nothing while it is switched off" in published.get("schedules/")
    published.post(f"schedules/{schedule.pk}/switch/", on="yes")
    assert Alarm.objects.get().due_at == schedule.slots(1, now())[0]


def test_it_runs_one_now(published, schedule):
    response = published.post(f"schedules/{schedule.pk}/run/")
    run = published.look(lambda workflow: Run.objects.get())
    assert response.url == f"/admin/workflows/run/{run.pk}/change/"
    assert (run.started_by, run.brief) == (published.cast.ours.owner, BRIEF)


def test_it_says_why_none_was_started_now(published, schedule):
    published.look(lambda workflow: workflow.schedules.update(brief={}))
    page = published.browser.post(
        published.url(f"schedules/{schedule.pk}/run/"), follow=True
    ).content.decode()
    assert "Nothing was started." in page and "needs an answer" in page


def test_it_says_that_there_is_no_room_for_one_now(published, schedule):
    published.look(lambda workflow: Client.objects.update(runs_queued=0))
    page = published.browser.post(
        published.url(f"schedules/{schedule.pk}/run/"), follow=True
    ).content.decode()
    assert "There is no room for 1 more run" in page
    assert published.look(lambda workflow: Run.objects.count()) == 0


def test_it_deletes_after_a_question_and_keeps_the_runs(published, schedule):
    published.post(f"schedules/{schedule.pk}/run/")
    page = published.get(f"schedules/{schedule.pk}/delete/")
    assert "Delete “The Monday letter”?" in page
    published.post(f"schedules/{schedule.pk}/delete/")
    left = published.look(lambda w: (Schedule.objects.count(), Fire.objects.count(), Run.objects.count()))
    assert left == (0, 0, 1)
    assert not Alarm.objects.exists()


PAGES = (
    "schedules/new/",
    "schedules/{}/",
    "schedules/{}/switch/",
    "schedules/{}/run/",
    "schedules/{}/delete/",
)
ANSWERS = {"rhythm": "weekdays", "time": "07:00", "timezone": "UTC", "catch_up": "all", "on": ""}


@pytest.mark.parametrize("page", PAGES)
def test_it_lets_a_viewer_look_and_change_nothing(published, schedule, browse, page):
    before = published.look(lambda workflow: list(Schedule.objects.values()))
    viewer = browse(published.cast.ours.viewer)
    assert viewer.post(published.url(page.format(schedule.pk)), ANSWERS).status_code == 403
    assert published.look(lambda workflow: list(Schedule.objects.values())) == before
    assert published.look(lambda workflow: Run.objects.count()) == 0
    seen = viewer.get(published.url("schedules/")).content.decode()
    assert "The Monday letter" in seen and "Run now" not in seen and "Switch off" not in seen
    seen = viewer.get(published.url(f"schedules/{schedule.pk}/")).content.decode()
    assert "disabled" in seen and "Save the schedule" not in seen


@pytest.mark.parametrize("page", [*PAGES, "schedules/", "schedules/preview/"])
def test_it_is_not_there_for_the_rival(published, schedule, browse, page):
    rival = browse(published.cast.rival.owner)
    for ask in (rival.get, rival.post):
        assert ask(published.url(page.format(schedule.pk)), ANSWERS).status_code == 404
    assert row(published).enabled


@pytest.mark.parametrize("page", PAGES[1:])
def test_it_finds_no_schedule_of_another_workflow_under_its_own(published, schedule, browse, page):
    """Neither another client's, nor another workflow's of the same client."""
    cast = published.cast
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        theirs = leaflet.published(cast.rival.client)
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        sibling = leaflet.published(cast.ours.client, slug="sibling")
    for browser, workflow in ((browse(cast.rival.owner), theirs), (published.browser, sibling)):
        address = f"/admin/workflows/workflow/{workflow.pk}/{page.format(schedule.pk)}"
        assert browser.post(address, ANSWERS).status_code == 404


def test_it_only_changes_by_post(published, schedule):
    for page in ("switch", "run"):
        assert published.browser.get(published.url(f"schedules/{schedule.pk}/{page}/")).status_code == 404
