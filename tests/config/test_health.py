"""/livez and /readyz: what they say, and that they say it while everything else is down."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client as Browser
from pytest_django import Settings

from config import health
from tests.cast import Cast
from workflows.models import Drain, Lease

committed = pytest.mark.django_db(transaction=True)


def ready(path: str = "/readyz") -> tuple[int, dict]:
    answer = Browser().get(path)
    return answer.status_code, answer.json()


def waiting(client_id: int, seconds: int, **more: object) -> Lease:
    since = Now() - timedelta(seconds=seconds)
    return Lease.objects.create(run_id=uuid4(), client_id=client_id, not_before=since, **more)


@pytest.fixture(autouse=True)
def _patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded computer's database may need longer than a server's; except for who tests just that."""
    if "nobody_home" not in request.fixturenames:
        monkeypatch.setattr(health, "SECONDS", 60)


@pytest.fixture
def nobody_home(settings: Settings) -> Iterator[None]:
    """A database's address where somebody takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        original = dict(connection.settings_dict)
        connection.settings_dict.update(HOST="127.0.0.1", PORT=str(silent.getsockname()[1]))
        yield
        connection.settings_dict.update(original)


def test_it_lives_without_a_database(client: Browser) -> None:
    answer = client.get("/livez")  # no `db`: pytest-django would refuse any query
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert answer["Cache-Control"] == "no-store"


def test_it_answers_whoever_asks_by_any_name_without_https(client: Browser, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/livez", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/livez/").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.parametrize("page", ["/livez", "/readyz"])
def test_it_takes_no_post(db: None, client: Browser, page: str) -> None:
    assert client.post(page).status_code == 404


@committed
def test_it_is_ready() -> None:
    status, said = ready()
    assert status == 200
    assert said == {
        "ready": True,
        "checks": {
            "database": {"ok": True, "says": "The database answers, and keeps clients apart."},
            "migrations": {"ok": True, "says": "All migrations are applied."},
            "queue": {"ok": True, "says": "No work waits."},
        },
    }


@committed
def test_it_is_not_ready_when_work_waits_and_nobody_takes_it(cast: Cast) -> None:
    waiting(cast.ours.client.pk, 90)
    status, said = ready()
    assert (status, said["ready"]) == (503, False)
    assert said["checks"]["queue"]["says"].startswith("Work has waited for 9")
    assert said["checks"]["queue"]["says"].endswith(" seconds and no worker takes it: start bin/worker.")
    assert ready("/readyz?except=queue")[0] == 200


@committed
def test_it_is_ready_while_workers_are_at_it(cast: Cast) -> None:
    waiting(cast.ours.client.pk, 90)
    drain = Drain.objects.create(owner="one", host="here", pid=1)
    assert ready()[0] == 200
    Drain.objects.filter(pk=drain.pk).update(beat_at=Now() - timedelta(minutes=2))
    assert ready()[0] == 503


@committed
def test_it_does_not_mind_work_that_nobody_may_take(cast: Cast) -> None:
    for more in ({"paused": True}, {"state": "parked"}, {"state": "done"}, {"at_once": 0}):
        waiting(cast.ours.client.pk, 900, **more)
    assert ready()[0] == 200


@committed
def test_it_knows_a_client_at_its_limit_from_one_that_waits(cast: Cast) -> None:
    ours, rival = cast.ours.client.pk, cast.rival.client.pk
    held = waiting(ours, 900, state="running", lease_until=Now() + timedelta(minutes=1))
    waiting(ours, 900, at_once=1)
    waiting(rival, -900)
    assert ready()[0] == 200
    Lease.objects.filter(pk=held.pk).update(lease_until=Now() - timedelta(seconds=90))  # its worker is gone
    assert ready()[0] == 503


@committed
def test_it_misses_migrations() -> None:
    health._needed().add(("workflows", "9999_of_tomorrow"))
    try:
        status, said = ready()
    finally:
        health._needed().discard(("workflows", "9999_of_tomorrow"))
    assert status == 503
    assert said["checks"]["migrations"]["says"] == "Migrations are missing: run bin/manage migrate."
    assert "queue" not in said["checks"]


@committed
def test_it_says_soon_that_the_database_is_away(nobody_home: None) -> None:
    began = time.monotonic()
    status, said = ready()
    assert time.monotonic() - began < 12
    assert status == 503
    assert said == {
        "ready": False,
        "checks": {"database": {"ok": False, "says": "The database doesn't answer within 3 seconds."}},
    }
    assert Browser().get("/livez").status_code == 200


@committed
def test_it_refuses_a_role_that_sees_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BYPASSES", "SELECT true")
    status, said = ready()
    assert (status, list(said["checks"])) == (503, ["database"])


@committed
def test_it_tells_nothing_about_anybody(cast: Cast) -> None:
    waiting(cast.ours.client.pk, 90)
    text = Browser().get("/readyz").content.decode()
    house = cast.ours
    for secret in (
        house.client.name,
        house.agency.name,
        connection.settings_dict["PASSWORD"],
        str(house.client.pk) + ",",
    ):
        assert secret not in text
