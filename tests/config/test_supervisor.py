"""Commands with a database under them: what reaches them, and what is left of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("DATABASE_") and name != "SECRET_KEY"
}
SHOW = (
    "import os; print(os.environ['DATABASE_URL'], os.environ['DATABASE_OWNER_URL'], os.environ['SECRET_KEY'])"
)
ASK = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 6 * 7').fetchone()[0])"
READY_AND_WAIT = "print('ready', flush=True); import time; time.sleep(60)"
OBEDIENT = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(9)); " + READY_AND_WAIT


def supervised(folder: Path, *command: str) -> Sequence[str]:
    """A supervisor whose databases are made in `folder`."""
    elsewhere = f"import sys, pathlib, config.supervisor as s; s.ROOT = pathlib.Path({str(folder)!r}); "
    return [sys.executable, "-c", elsewhere + "sys.exit(s.finished(s.main))", "--throwaway", *command]


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        supervised(folder, *command),
        cwd=ROOT,
        env={**BARE, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_brings_a_database_up_and_says_where(place: Path) -> None:
    assert run(place, sys.executable, "-c", ASK).stdout == "42\n"
    app, owner, key = run(place, sys.executable, "-c", SHOW).stdout.split()
    assert (app.split(":")[1], owner.split(":")[1]) == ("//baton_app", "//baton_owner")
    assert run(place, sys.executable, "-c", SHOW, SECRET_KEY="mine").stdout.split()[2] == "mine" != key


def test_it_leaves_a_given_database_alone(place: Path) -> None:
    given = {"DATABASE_URL": "postgresql://given", "DATABASE_OWNER_URL": "", "SECRET_KEY": "given"}
    assert run(place, sys.executable, "-c", SHOW, **given).stdout == "postgresql://given  given\n"
    assert list(place.iterdir()) == []


def test_it_hands_on_the_exit_code(place: Path) -> None:
    assert run(place, "sh", "-c", "exit 7").returncode == 7
    assert run(place, "sh", "-c", "kill -KILL $$").returncode == 137


def test_it_says_when_there_is_no_such_command(place: Path) -> None:
    done = run(place, "no-such-command")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (127, 'There is no command "no-such-command".')


def test_it_tells_the_command_what_it_is_told(place: Path) -> None:
    for number, script, code in ((signal.SIGTERM, OBEDIENT, 9), (signal.SIGINT, READY_AND_WAIT, 130)):
        command = supervised(place, sys.executable, "-c", script)
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=BARE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(number)
            assert process.wait() == code
