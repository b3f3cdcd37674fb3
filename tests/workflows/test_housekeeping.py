import pytest
from django_q.models import OrmQ, Schedule

from tests.workflows.runner.leases import queued
from workflows import housekeeping

pytestmark = pytest.mark.django_db


def broken() -> None:
    raise RuntimeError("this sweep is broken")


def test_it_rings_for_work_whose_bell_was_lost(django_capture_on_commit_callbacks: object) -> None:
    queued(1)
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        housekeeping.sweep()
    assert OrmQ.objects.count() == 1


def test_it_rings_for_nothing_else(django_capture_on_commit_callbacks: object) -> None:
    queued(1, ago=-60)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        housekeeping.sweep()
    assert not OrmQ.objects.exists()


def test_it_does_the_others_where_one_fails(
    settings: object, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: object
) -> None:
    settings.SWEEPS = [f"{__name__}.broken", *settings.SWEEPS]  # type: ignore[attr-defined]
    queued(1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        housekeeping.sweep()
    assert OrmQ.objects.exists()
    assert "broken" in caplog.text


def test_it_is_on_the_schedule() -> None:
    assert Schedule.objects.get(name="sweep").func == "workflows.tasks.sweep"
