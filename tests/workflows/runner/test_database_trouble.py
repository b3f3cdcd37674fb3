"""A database that cuts every connection, or has no room left, in the middle of a run: it goes on when it can."""

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, connections

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.cutting import cut_all
from tests.workflows.invariants import broken
from tests.workflows.newsletter import BRIEF
from tests.workflows.slow import Slow, publish_walks
from workflows import decisions
from workflows.models import Attempt, Drain, Event, Run

pytestmark = pytest.mark.django_db(transaction=True)
FULL = """
CREATE SEQUENCE tries_to_store;
GRANT USAGE ON tries_to_store TO PUBLIC;
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('tries_to_store') BETWEEN %d AND %d THEN  -- a sequence forgets nothing when a transaction fails
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON workflows_attempt FOR EACH ROW EXECUTE FUNCTION no_room();
"""
EMPTY = "DROP FUNCTION IF EXISTS no_room CASCADE; DROP SEQUENCE IF EXISTS tries_to_store"


@pytest.fixture
def run(cast: Cast, source: Slow) -> Run:
    client = cast.ours.client.pk
    with tenant_tx(client):
        return decisions.start(publish_walks(client, source), BRIEF, title="Walks", origin="command")


def as_owner(sql: str) -> None:
    owner = connections["owner"].get_connection_params()
    place = {name: owner[name] for name in ("host", "port", "user", "password") if owner.get(name)}
    with psycopg.connect(**place, dbname=connection.settings_dict["NAME"], autocommit=True) as database:
        database.execute(sql)


@pytest.fixture
def full() -> Iterator[Callable[[int, int], None]]:
    """`full(2, 5)`: attempts can't be stored at the second to the fifth time that one is written."""
    yield lambda first, last: as_owner(FULL % (first, last))
    connection.close()
    as_owner(EMPTY)


def went_once(run: Run) -> bool:
    """Done, by the worker that had it, each step at its first try."""
    with tenant_tx(run.client_id):
        tries = Attempt.objects.filter(run=run).order_by("id").values_list("key", "number", "state")
        ends = Event.objects.filter(run=run.pk, kind="run.done").count()
        return (Run.objects.get(pk=run.pk).state, ends, list(tries)) == (
            "done",
            1,
            [(key, 1, "passed") for key in ("draft", "source", "piece", "shelf")],
        )


def test_it_goes_on_where_every_connection_was_cut(
    run: Run, source: Slow, draining: Callable[..., threading.Thread]
) -> None:
    worker = draining(120)
    assert source.asked.wait(60)
    assert cut_all() >= 2, "the drain's two desks"
    source.over.set()
    worker.join(120)
    assert went_once(run) and source.times == 1
    assert broken(run.client_id) == []


@pytest.mark.parametrize("first", [1, 2, 3])
def test_it_waits_until_a_full_disk_has_room_again(
    run: Run, source: Slow, full: Callable[[int, int], None], draining: Callable[..., threading.Thread],
    first: int,
) -> None:  # fmt: skip
    full(first, first + 3)
    source.over.set()
    worker = draining(120)
    worker.join(120)
    assert went_once(run)
    assert source.times == 1, "What was fetched is kept until it can be stored."
    assert broken(run.client_id) == []
    assert not Drain.objects.exists()
