"""A schedule is made and changed: its rhythm, its brief, and the next five while it is typed."""

import re
from datetime import UTC, timedelta

import pytest
from django.utils.timezone import now

from tests.reading import html_of
from tests.workflows.newsletter import BRIEF
from workflows.models import Alarm, Schedule

BRIEFED = {
    "brief-topic": BRIEF["topic"],
    "brief-points": "\n".join(BRIEF["points"]),
    "brief-call_to_action": BRIEF["call_to_action"],
}
WEEKLY = {
    "name": "The letter", "rhythm": "week", "days": ["THU", "MON"], "time": "09:30", "timezone": "Europe/London",
    "catch_up": "skip",
}  # fmt: skip


def rows(desk) -> list[Schedule]:
    return desk.look(lambda workflow: list(workflow.schedules.all()))


def test_it_makes_a_schedule_and_sets_its_alarm(published):
    response = published.post("schedules/new/", **WEEKLY, **BRIEFED)
    assert response.url == published.url("schedules/")
    (made,) = rows(published)
    assert (made.name, made.cron, made.timezone) == ("The letter", "30 9 * * MON,THU", "Europe/London")
    assert (made.catch_up, made.brief, made.enabled) == ("skip", BRIEF, True)
    assert made.created_by_id == published.cast.ours.owner.pk
    assert Alarm.objects.get(pk=made.pk).due_at == made.slots(1, now())[0]


@pytest.mark.parametrize(
    ("chosen", "cron"),
    [
        ({"rhythm": "days"}, "30 9 * * *"),
        ({"rhythm": "weekdays"}, "30 9 * * MON-FRI"),
        ({"rhythm": "month", "day": "1"}, "30 9 1 * *"),
        ({"rhythm": "month", "day": "L"}, "30 9 L * *"),
        ({"rhythm": "month", "day": "MON#1"}, "30 9 * * MON#1"),
        ({"rhythm": "own", "cron": " 0  8 * * mon-wed ", "time": ""}, "0 8 * * MON-WED"),
    ],
)
def test_it_reads_every_rhythm(published, chosen, cron):
    published.post("schedules/new/", **(WEEKLY | chosen), **BRIEFED)
    assert [schedule.cron for schedule in rows(published)] == [cron]


def test_it_is_called_by_its_rhythm_where_nobody_gave_a_name(published):
    published.post("schedules/new/", **(WEEKLY | {"name": " "}), **BRIEFED)
    assert rows(published)[0].name == "At 09:30 on Monday and Thursday"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"time": ""}, "Choose a time."),
        ({"time": "soon"}, "Write a time like 09:00."),
        ({"days": []}, "Choose at least one day."),
        ({"rhythm": "month", "day": ""}, "Choose a day."),
        ({"rhythm": "month", "day": "31"}, "Select a valid choice"),
        ({"rhythm": "own", "cron": "0 9 31 2 *"}, "There is no such day in any year"),
        ({"rhythm": "own", "cron": "* * * * *"}, "leave at least 5 minutes between two runs"),
        ({"rhythm": "own", "cron": ""}, "Write five parts"),
        ({"rhythm": "own", "cron": "0," * 80 + " 9 * * *"}, "at most 120 characters"),
        ({"rhythm": "hourly"}, "Select a valid choice"),
        ({"timezone": "Atlantis/Capital"}, "Select a valid choice"),
        ({"catch_up": "never"}, "Select a valid choice"),
        ({"name": "n" * 81}, "at most 80 characters"),
        ({"brief-points": ""}, "“Points” needs an answer."),
    ],
)
def test_it_says_at_its_question_what_is_wrong_and_saves_nothing(published, wrong, says):
    response = published.post("schedules/new/", **{**WEEKLY, **BRIEFED, **wrong})
    page = html_of(response)
    assert response.status_code == 200 and "Not saved yet" in page and says in page
    assert f'value="{BRIEF["topic"]}"' in page
    assert rows(published) == []


def made(published, **facts) -> Schedule:
    published.post("schedules/new/", **(WEEKLY | facts), **BRIEFED)
    return rows(published)[0]


def test_it_shows_what_was_chosen(published):
    schedule = made(published)
    page = published.get(f"schedules/{schedule.pk}/")
    assert re.search(r'value="week"\s+selected', page)
    assert 'value="09:30"' in page and "Walks leave at eleven." in page
    assert "At 09:30 on Monday and Thursday" in page


def test_it_sets_the_alarm_anew_only_where_the_time_changed(published):
    schedule = made(published)
    due = now().astimezone(UTC).replace(microsecond=0) - timedelta(seconds=20)
    Alarm.objects.update(due_at=due)
    published.post(f"schedules/{schedule.pk}/", **(WEEKLY | {"name": "Renamed"}), **BRIEFED)
    assert rows(published)[0].name == "Renamed"
    assert Alarm.objects.get().due_at == due, "a slot that was due is lost"
    published.post(f"schedules/{schedule.pk}/", **(WEEKLY | {"time": "10:00"}), **BRIEFED)
    assert Alarm.objects.get().due_at == rows(published)[0].slots(1, now())[0]


def test_it_keeps_a_schedule_off_while_it_is_changed(published):
    schedule = made(published)
    published.post(f"schedules/{schedule.pk}/switch/", on="")
    published.post(f"schedules/{schedule.pk}/", **(WEEKLY | {"time": "10:00"}), **BRIEFED)
    assert not rows(published)[0].enabled
    assert not Alarm.objects.exists()


def test_it_tells_the_next_five_while_it_is_typed(published):
    page = html_of(published.browser.get(published.url("schedules/preview/"), WEEKLY))
    assert "At 09:30 on Monday and Thursday" in page
    assert page.count("<li>") == 5 and "09:30" in page
    assert "in UTC" in page  # the client's own zone, where the schedule has another
    assert "<html" not in page


def test_it_tells_in_the_preview_what_is_wrong(published):
    asked = WEEKLY | {"rhythm": "own", "cron": "0 9 * *"}
    page = html_of(published.browser.get(published.url("schedules/preview/"), asked))
    assert "This has 4." in page and "<li>" not in page
    assert published.browser.get(published.url("schedules/preview/")).status_code == 200


def test_it_names_the_schedules_that_are_on_in_the_handoff(published):
    assert "By itself" not in published.get("handoff/")
    schedule = made(published)
    line = "The letter: At 09:30 on Monday and Thursday, Europe/London time"
    assert line in published.get("handoff/") and f"- {line}" in published.get("handoff.md")
    published.post(f"schedules/{schedule.pk}/switch/", on="")
    assert line not in published.get("handoff/")
