"""The embedded Postgres, for real: started, joined, abandoned and stopped, in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.database import DatabaseError, Urls, embedded
from tests.living import runs

SUPERVISOR = """
import sys, time
from pathlib import Path
from config.database import embedded
with embedded(Path(sys.argv[1]), durable=False) as urls:
    print(urls.app, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def data_dir(place: Path) -> Iterator[Path]:
    yield place / "postgres"
    assert not servers(place / "postgres"), "a server was left running"


@pytest.fixture(scope="module")
def urls(shared_place: Path) -> Iterator[Urls]:
    with embedded(shared_place / "postgres") as urls:
        yield urls


def servers(data_dir: Path) -> list[psutil.Process]:
    try:
        process = psutil.Process(int((data_dir / "postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, psutil.NoSuchProcess):
        return []
    return [process] if runs(process) else []


def supervisor(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that uses the database; returns when it is up."""
    command = [sys.executable, "-c", SUPERVISOR, str(data_dir)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    assert process.stdout
    assert process.stdout.readline().startswith("postgresql://")
    process.stdout.close()
    return process


def do(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        return (connection.execute(question).fetchone() or [None])[0]


def test_it_stops_the_server_that_nobody_uses_any_more(data_dir: Path) -> None:
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT current_user") == "baton_app"
        assert servers(data_dir)
    assert not servers(data_dir)


def test_it_keeps_what_was_written(data_dir: Path) -> None:
    with embedded(data_dir, durable=False) as urls:
        do(urls.owner, "CREATE TABLE kept AS SELECT 7 AS seven")
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.owner, "SELECT seven FROM kept") == 7


def test_it_joins_a_running_server_and_leaves_it_to_the_others(data_dir: Path) -> None:
    other = supervisor(data_dir)
    (server,) = servers(data_dir)
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1
    assert servers(data_dir) == [server]
    other.terminate()
    other.wait()
    assert not servers(data_dir)


def test_it_stops_the_server_when_its_supervisor_is_terminated(data_dir: Path) -> None:
    process = supervisor(data_dir)
    process.terminate()
    assert process.wait() == 128 + signal.SIGTERM
    assert not servers(data_dir)


def test_it_inherits_the_server_of_a_supervisor_that_was_killed(data_dir: Path) -> None:
    process = supervisor(data_dir)
    process.kill()
    process.wait()
    (orphan,) = servers(data_dir)
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1
        assert servers(data_dir) == [orphan]
    assert not servers(data_dir)


def test_it_starts_again_after_the_server_itself_was_killed(data_dir: Path) -> None:
    process = supervisor(data_dir)
    servers(data_dir)[0].kill()
    process.kill()
    process.wait()
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1


def test_it_isn_t_fooled_by_a_number_that_another_program_has_got(data_dir: Path) -> None:
    with embedded(data_dir, durable=False):
        pass
    (data_dir / "postmaster.pid").write_text(
        f"{os.getpid()}\n{data_dir}\n{int(time.time())}\n5432\n{data_dir}\n\n"
    )
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1


def test_it_starts_one_server_for_many_who_come_at_once(data_dir: Path) -> None:
    root = Path(__file__).parents[3]
    script = f"import config.supervisor as s; s.ROOT = __import__('pathlib').Path({str(data_dir.parent)!r}); "
    command = [sys.executable, "-c", script + "raise SystemExit(s.run(['true'], throwaway=True))"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
    crowd = [subprocess.Popen(command, cwd=root, env=environment) for _ in range(4)]
    assert [process.wait() for process in crowd] == [0, 0, 0, 0]
    assert not servers(data_dir.parent / ".baton" / "test-postgres")


def test_it_finds_a_short_place_for_the_socket_of_a_long_path(place: Path) -> None:
    data_dir = place / ("long" * 30) / "it's" / "postgres"
    with embedded(data_dir, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1
        (socket_dir,) = re.findall("host=(.*)", urls.app)
    assert not servers(data_dir)
    assert not Path(socket_dir).exists()


def test_it_refuses_a_database_whose_passwords_are_gone(data_dir: Path) -> None:
    with embedded(data_dir, durable=False):
        pass
    data_dir.with_name("postgres.passwords").unlink()
    with (
        pytest.raises(DatabaseError, match="back from your backup"),
        embedded(data_dir, durable=False),
    ):
        pass


def test_it_refuses_a_database_of_another_version(data_dir: Path) -> None:
    with embedded(data_dir, durable=False):
        pass
    (data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseError, match="is of Postgres 16"), embedded(data_dir, durable=False):
        pass


def test_it_says_why_postgres_did_not_start(data_dir: Path) -> None:
    with embedded(data_dir, durable=False):
        pass
    with (data_dir / "postgresql.conf").open("a") as file:
        file.write("nonsense = 1\n")
    with pytest.raises(DatabaseError, match="nonsense"), embedded(data_dir, durable=False):
        pass


def test_it_gives_the_app_s_role_no_way_round_row_level_security(urls: Urls) -> None:
    question = (
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %r"
    )
    assert ask(urls.app, question.replace("%r", "current_user")) is False
    assert ask(urls.owner, question.replace("%r", "current_user")) is False


def test_it_gives_the_app_s_role_only_what_was_granted(urls: Urls) -> None:
    do(urls.owner, "CREATE TABLE secret ()", "CREATE FUNCTION hidden() RETURNS int RETURN 1")
    for attempt in (
        "SELECT count(*) FROM secret",
        "SELECT hidden()",
        "CREATE TABLE mine ()",
        "CREATE TEMP TABLE t ()",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            do(urls.app, attempt)


def test_it_has_vectors_in_every_new_database(urls: Urls, data_dir: Path) -> None:
    assert ask(urls.app, "SELECT '[1,2]'::halfvec <-> '[1,3]'") == 1.0
    with (
        embedded(data_dir, durable=False) as test,
        psycopg.connect(test.owner, autocommit=True) as connection,
    ):
        connection.execute("CREATE DATABASE fresh")
        assert ask(test.app.replace("/baton?", "/fresh?"), "SELECT '[1,2]'::halfvec <-> '[1,3]'") == 1.0


def test_it_lets_nobody_in_without_the_password(urls: Urls) -> None:
    for role in ("postgres", "baton_owner", "baton_app"):
        guess = urls.app.replace("baton_app:", f"{role}:wrong", 1)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(guess, "SELECT 1")


def test_it_listens_on_no_network(urls: Urls) -> None:
    assert ask(urls.app, "SELECT current_setting('listen_addresses')") == ""


def test_it_keeps_passwords_and_socket_to_its_own_user(data_dir: Path) -> None:
    with embedded(data_dir, durable=False):
        assert data_dir.stat().st_mode & 0o077 == 0
        for name in ("postgres.passwords", "postgres.log"):
            assert data_dir.with_name(name).stat().st_mode & 0o077 == 0
