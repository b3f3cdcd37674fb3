"""The checks of the database, against a server that is misconfigured for real."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import ConnectionHandler
from pytest_django import DjangoDbBlocker, Settings

from config.checks import database as checks
from config.database import Urls, embedded
from config.database.passwords import passwords_of
from config.settings import database as settings_of


@dataclass(frozen=True)
class Database:
    urls: Urls
    superuser: str  # connection URL

    def do(self, *statements: str) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="module")
def database(shared_place: Path) -> Iterator[Database]:
    data_dir = shared_place / "postgres"
    with embedded(data_dir, durable=False) as urls:
        passwords = passwords_of(data_dir)
        superuser = urls.owner.replace(
            f"baton_owner:{passwords['baton_owner']}", f"postgres:{passwords['postgres']}"
        )
        yield Database(urls, superuser)


Ids = Callable[..., list[str]]


@pytest.fixture
def ids(
    database: Database, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[Ids]:
    """What the checks say when the app and the owner connect like this."""
    handlers: list[ConnectionHandler] = []

    def ask(app: str = database.urls.app, owner: str = database.urls.owner) -> list[str]:
        handler = ConnectionHandler({"default": settings_of(app, ""), "owner": settings_of(owner, "")})
        handlers.append(handler)
        monkeypatch.setattr(checks, "connections", handler)
        with django_db_blocker.unblock():
            found = [
                message
                for message in run_checks(databases=["default"])
                if str(message.id).startswith("baton.")
            ]
            handler.close_all()
        assert all(message.hint for message in found)
        return [str(message.id) for message in found]

    yield ask


def test_it_has_nothing_to_say_about_a_sound_database(ids: Ids) -> None:
    assert ids() == []


def test_it_names_a_database_that_can_t_be_reached(ids: Ids, tmp_path: Path) -> None:
    nowhere = f"postgresql://baton_app@/baton?host={tmp_path}"
    assert ids(app=nowhere, owner=nowhere) == ["baton.E010"]


def test_it_refuses_an_old_postgres(ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST_POSTGRES", 99)
    assert ids() == ["baton.E011"]


def test_it_refuses_a_superuser(ids: Ids, database: Database) -> None:
    assert ids(app=database.superuser) == ["baton.E012"]
    assert ids(owner=database.superuser) == ["baton.E012"]


def test_it_refuses_a_role_that_bypasses(ids: Ids, database: Database, settings: Settings) -> None:
    database.do("ALTER ROLE baton_app BYPASSRLS")
    try:
        assert ids() == ["baton.E012"]
        settings.ALLOW_BYPASSING_ROLE = True
        assert ids() == ["baton.E012"]
    finally:
        database.do("ALTER ROLE baton_app NOBYPASSRLS")


def test_it_refuses_tables_that_the_app_s_role_owns_unprotected(ids: Ids, database: Database) -> None:
    database.do(
        "CREATE TABLE notes (client_id bigint NOT NULL)", "ALTER TABLE notes ENABLE ROW LEVEL SECURITY"
    )
    try:
        assert ids() == []
        database.do("ALTER TABLE notes OWNER TO baton_app")
        assert ids() == ["baton.E013"]
        database.do("ALTER TABLE notes FORCE ROW LEVEL SECURITY")
        assert ids() == []
    finally:
        database.do("DROP TABLE notes")


def test_it_misses_pgvector_and_an_old_one(
    ids: Ids, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.do("DROP EXTENSION vector")
    try:
        assert ids() == ["baton.E014"]
    finally:
        database.do("CREATE EXTENSION vector")
    monkeypatch.setattr(checks, "OLDEST_PGVECTOR", (99, 0))
    assert ids() == ["baton.E014"]


def test_it_refuses_urls_that_lead_to_different_databases(ids: Ids, database: Database) -> None:
    assert ids(app=database.urls.app.replace("/baton?", "/postgres?")) == ["baton.E015"]


def test_it_refuses_an_owner_that_may_not_create_tables(ids: Ids, database: Database) -> None:
    assert ids(owner=database.urls.app) == ["baton.E016"]


def test_it_warns_where_one_role_does_everything(ids: Ids, database: Database) -> None:
    assert ids(app=database.urls.owner) == ["baton.W010"]
