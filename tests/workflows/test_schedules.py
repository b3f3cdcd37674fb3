"""Slots that become runs: once each, also with two sweeps at the same moment, and whatever happened meanwhile."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tenants.models import Client
from tenants.scope import tenant_tx, unscoped
from tests.cast import Cast
from tests.workflows import leaflet
from workflows import intake, schedules, timetable
from workflows.models import Alarm, Event, Fire, Lease, Run, Schedule, Workflow

BRIEF = {"topic": "Spring menu", "words": 300, "tone": "formal"}
EVERY_HOUR = "0 * * * *"


def hour() -> datetime:
    """The last full hour."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def plan(cast: Cast) -> Callable[..., Schedule]:
    """`plan(due=…)`: an hourly schedule of ours whose alarm rang at `due`."""

    def made(due: datetime | None = None, client: Client | None = None, **facts) -> Schedule:
        client = client or cast.ours.client
        with tenant_tx(client.pk):
            workflow = Workflow.objects.filter(slug="newsletter").first() or leaflet.published(client)
            facts = {"cron": EVERY_HOUR, "timezone": "UTC", "brief": BRIEF, "name": "Hourly"} | facts
            schedule = Schedule.objects.create(client=client, workflow=workflow, **facts)
            schedule.wind()
        if due:
            Alarm.objects.filter(pk=schedule.pk).update(due_at=due)
        return schedule

    return made


def fires(schedule: Schedule) -> list[Fire]:
    with tenant_tx(schedule.client_id):
        return list(schedule.fires.select_related("run").order_by("slot"))


def failures(schedule: Schedule) -> list[str]:
    with tenant_tx(schedule.client_id):
        return list(Event.objects.filter(kind="schedule.failed").values_list("sentence", flat=True))


def swept() -> int:
    with unscoped():
        return schedules.fire_due()


@pytest.mark.django_db
class TestOneSweep:
    def test_it_starts_a_run_and_sets_the_next_alarm(self, plan) -> None:
        schedule = plan(hour(), catch_up="all")
        assert swept() == 1
        (fire,) = fires(schedule)
        assert (fire.slot, fire.outcome, fire.sentence) == (hour(), "started", "")
        assert (fire.run.origin, fire.run.title, fire.run.brief) == ("schedule", "Spring menu", BRIEF)
        assert Lease.objects.get(run_id=fire.run_id).state == "queued"
        assert Alarm.objects.get(pk=schedule.pk).due_at == hour() + timedelta(hours=1)

    def test_it_lets_what_is_not_due_be(self, plan) -> None:
        schedule = plan()
        assert swept() == 0
        assert fires(schedule) == []

    def test_it_fires_a_slot_once_though_the_alarm_rings_twice(self, plan) -> None:
        schedule = plan(hour())
        swept()
        Alarm.objects.filter(pk=schedule.pk).update(due_at=hour())
        assert swept() == 1
        assert len(fires(schedule)) == 1

    def test_it_runs_the_published_version_of_the_day(self, plan, cast) -> None:
        schedule = plan(hour())
        with tenant_tx(schedule.client_id):
            schedule.workflow.open_draft().publish()
        swept()
        with tenant_tx(schedule.client_id):
            assert Run.objects.get().version.number == 2

    def test_it_takes_no_more_than_it_is_told(self, plan) -> None:
        several = [plan(hour(), name=f"Number {n}") for n in range(3)]
        with unscoped():
            assert schedules.fire_due(limit=2) == 2
            assert schedules.fire_due() == 1
        assert [len(fires(each)) for each in several] == [1, 1, 1]

    @pytest.mark.parametrize("whose", ["workflow", "client"])
    def test_it_piles_nothing_up_while_work_is_paused(self, plan, cast, whose) -> None:
        schedule = plan(hour() - timedelta(hours=5), catch_up="all")
        with tenant_tx(schedule.client_id, agency=cast.ours.agency.pk):
            paused = schedule.workflow if whose == "workflow" else Client.objects.get()
            type(paused).objects.filter(pk=paused.pk).update(paused=True)
        swept()
        (fire,) = fires(schedule)
        assert (fire.run, fire.outcome, fire.slot) == (None, "skipped", hour())
        assert fire.sentence == f"6 slots were left out, this one the last: “{paused}” is paused."
        assert failures(schedule) == []


@pytest.mark.django_db
class TestSixHoursDown:
    @pytest.fixture
    def since(self) -> datetime:
        return hour() - timedelta(hours=6)

    def slots(self, schedule: Schedule) -> list[datetime]:
        return [fire.slot for fire in fires(schedule) if fire.run]

    def test_it_makes_up_for_all(self, plan, since) -> None:
        schedule = plan(since, catch_up="all")
        swept()
        assert self.slots(schedule) == [since + timedelta(hours=n) for n in range(7)]
        assert all(fire.outcome == "started" for fire in fires(schedule))

    def test_it_makes_up_for_the_last(self, plan, since) -> None:
        schedule = plan(since, catch_up="last")
        swept()
        assert self.slots(schedule) == [hour()]
        told = [fire.sentence for fire in fires(schedule) if not fire.run]
        assert told == [f"6 slots were left out, this one the last: {schedules.MISSED}."]

    def test_it_leaves_out_what_was_missed(self, plan, since) -> None:
        """Of a slot three hours ago; one that is due just now would be started."""
        long_ago = f"{hour().minute} {(hour() - timedelta(hours=3)).hour} * * *"
        schedule = plan(since, catch_up="skip", cron=long_ago)
        swept()
        (fire,) = fires(schedule)
        assert (fire.run, fire.outcome) == (None, "skipped")
        assert fire.sentence == f"Left out: {schedules.MISSED}."

    def test_it_makes_up_for_no_more_than_a_day_s_worth(self, plan) -> None:
        schedule = plan(hour() - timedelta(days=3), catch_up="all")
        swept()
        assert len(self.slots(schedule)) == timetable.MADE_UP
        assert self.slots(schedule)[-1] == hour()
        assert fires(schedule)[0].sentence.startswith("49 slots were left out")


@pytest.mark.django_db
class TestTrouble:
    def test_it_says_that_the_brief_no_longer_fits(self, plan) -> None:
        schedule = plan(hour(), brief={"topic": "Spring", "season": "spring"})
        swept()
        (fire,) = fires(schedule)
        assert (fire.run, fire.outcome) == (None, "failed")
        assert "There is no field “season”" in fire.sentence
        assert failures(schedule) == [f"“Hourly” could not start: {fire.sentence}"]
        assert Alarm.objects.get(pk=schedule.pk).due_at > hour()

    def test_it_tells_the_same_trouble_once(self, plan) -> None:
        schedule = plan(hour() - timedelta(hours=5), brief={}, catch_up="all")
        swept()
        assert [fire.outcome for fire in fires(schedule)] == ["failed"] * 6
        assert len(failures(schedule)) == 1

    def test_it_says_that_nothing_is_published(self, plan, cast) -> None:
        with tenant_tx(cast.ours.client.pk):
            Workflow.objects.create(client=cast.ours.client, name="New", slug="newsletter").open_draft()
        schedule = plan(hour())
        swept()
        (fire,) = fires(schedule)
        assert fire.sentence == "“New” isn't published yet, so it can't run."

    def test_it_says_that_the_queue_is_full(self, plan, cast) -> None:
        schedule = plan(hour())
        with tenant_tx(schedule.client_id, agency=cast.ours.agency.pk):
            Client.objects.update(runs_queued=0)
        swept()
        (fire,) = fires(schedule)
        assert (fire.run, fire.outcome) == (None, "failed")
        assert fire.sentence.startswith("There is no room for 1 more run")
        assert Alarm.objects.get(pk=schedule.pk).due_at > hour()

    @pytest.mark.parametrize("broken", [{"timezone": "Atlantis/Capital"}, {"cron": "at tea time"}])
    def test_it_switches_off_what_can_t_be_read(self, plan, broken) -> None:
        bad, good = plan(hour()), plan(hour(), name="Good")
        with tenant_tx(bad.client_id):
            Schedule.objects.filter(pk=bad.pk).update(**broken)
        swept()
        (fire,) = fires(bad)
        assert fire.outcome == "failed" and fire.sentence.endswith("until somebody mends it.")
        with tenant_tx(bad.client_id):
            assert not Schedule.objects.get(pk=bad.pk).enabled
        assert not Alarm.objects.filter(pk=bad.pk).exists()
        assert fires(good)[0].run

    def test_it_goes_on_past_a_schedule_that_breaks_its_code(self, plan) -> None:
        """A form whose kind of answer no code knows: a bug, as it might come with a downgrade."""
        bad = plan(hour() - timedelta(minutes=1), cron=f"{(hour() - timedelta(minutes=1)).minute} * * * *")
        with tenant_tx(bad.client_id):
            other = Workflow.objects.create(client_id=bad.client_id, name="Odd", slug="odd")
            draft = other.open_draft()
            draft.fill(leaflet.ASKS_A_PERSON)
            draft.fields.filter(key="topic").update(kind="riddle")
            type(draft).objects.filter(pk=draft.pk).update(state="published")
            Schedule.objects.filter(pk=bad.pk).update(workflow=other)
        good = plan(hour(), name="Good")
        assert swept() == 2
        (fire,) = fires(bad)
        assert (fire.outcome, fire.sentence) == ("failed", schedules.OURS)
        assert Alarm.objects.get(pk=bad.pk).due_at > hour()
        assert fires(good)[0].run

    def test_it_forgets_the_alarm_of_what_is_gone_with_its_workflow(self, cast, plan) -> None:
        with tenant_tx(cast.ours.client.pk):
            Workflow.objects.create(client=cast.ours.client, name="New", slug="newsletter").open_draft()
        schedule = plan(hour())
        with tenant_tx(cast.ours.client.pk):
            schedule.workflow.delete()
            assert not Schedule.objects.exists()
        swept()
        assert not Alarm.objects.exists()

    def test_it_stays_with_each_client(self, plan, cast) -> None:
        ours, theirs = plan(hour()), plan(hour(), client=cast.rival.client)
        swept()
        for schedule in (ours, theirs):
            (fire,) = fires(schedule)
            assert fire.run.client_id == schedule.client_id


@pytest.mark.django_db
def test_it_starts_one_out_of_turn(plan, cast) -> None:
    schedule = plan()
    with tenant_tx(schedule.client_id):
        run = schedules.run_now(schedule, cast.ours.owner)
        assert (run.started_by, run.origin) == (cast.ours.owner, "staff")
        assert schedule.last_fire.run == run
        Schedule.objects.filter(pk=schedule.pk).update(brief={})
        schedule.refresh_from_db()
        with pytest.raises(intake.BadBrief):
            schedules.run_now(schedule, cast.ours.owner)
        assert schedule.fires.count() == 1


def at_the_same_moment(number: int, work: Callable[[], object]) -> list[object]:
    start, results = threading.Barrier(number), []

    def one() -> None:
        start.wait()
        results.append(work())
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
class TestTwoSweeps:
    def test_it_fires_each_slot_once(self, plan) -> None:
        several = [plan(hour() - timedelta(hours=2), name=f"Number {n}", catch_up="all") for n in range(8)]
        assert sum(at_the_same_moment(2, schedules.fire_due)) >= 8
        for schedule in several:
            assert [fire.slot for fire in fires(schedule) if fire.run] == [
                hour() - timedelta(hours=n) for n in (2, 1, 0)
            ]
        with tenant_tx(several[0].client_id):
            assert Run.objects.count() == 24

    def test_it_fires_a_slot_once_even_without_the_lock_of_the_alarm(self, plan) -> None:
        """The unique constraint is the guard, whatever becomes of the alarm."""
        schedule = plan()

        def work() -> None:
            with tenant_tx(schedule.client_id):
                schedules._fire(Schedule.objects.get(pk=schedule.pk), hour())

        at_the_same_moment(4, work)
        assert len(fires(schedule)) == 1
        with tenant_tx(schedule.client_id):
            assert Run.objects.count() == 1

    def test_it_passes_over_what_somebody_is_changing(self, plan) -> None:
        schedule = plan(hour())
        with tenant_tx(schedule.client_id):
            Schedule.objects.select_for_update().get(pk=schedule.pk)
            assert at_the_same_moment(1, schedules.fire_due) == [1]
        assert fires(schedule) == []
        assert Alarm.objects.get(pk=schedule.pk).due_at == hour()
        swept()
        assert len(fires(schedule)) == 1

    def test_it_loses_nothing_where_a_worker_dies_in_the_middle(self, plan) -> None:
        schedule = plan(hour())
        with pytest.raises(KeyboardInterrupt), unscoped(), transaction.atomic():
            schedules.fire_due()
            raise KeyboardInterrupt
        assert fires(schedule) == []
        swept()
        assert len(fires(schedule)) == 1
