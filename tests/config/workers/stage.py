"""A database of its own, bin/worker on it, and a queue to put tasks into: real processes throughout."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.conf import settings
from django.utils.timezone import now
from django_q.humanhash import uuid
from django_q.signing import SignedPackage

from config.workers.brokers.database import PUT

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 6  # seconds: of the watchdog in these tests
LONG = 300  # seconds that a loaded computer may need for what takes two
TASKS = "tests.config.workers.tasks"


def eventually(what: Callable[[], Any], why: str, seconds: float = LONG) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"{why}, after {seconds} s"
        time.sleep(0.05)
    return found


@dataclass
class Queue:
    """The database's, and the files that tasks write into."""

    url: str
    folder: Path
    _number: int = field(default=0)

    def put(self, task: str, *arguments: object) -> Path:
        """A task of tests.config.workers.tasks; returns the file that it writes its process's number into."""
        self._number += 1
        file = self.folder / f"{task}-{self._number}"
        title, key = uuid()
        package = {
            "id": key,
            "name": title,
            "func": f"{TASKS}.{task}",
            "args": (str(file), *arguments),
            "kwargs": {},
        }
        message = SignedPackage.dumps({**package, "started": now(), "ack_failure": True})
        self.ask(PUT, ["baton", message])
        return file

    def ask(self, sql: str, values: list[object] | None = None) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as database:
            cursor = database.execute(sql, values)
            return cursor.fetchall() if cursor.description else []


@dataclass
class Worker:
    """bin/worker as a process, and what it said."""

    process: subprocess.Popen[bytes]
    said: Path
    _read: int = 0

    def saying(self, words: str) -> str:
        """Waits until it has said so."""
        return str(
            eventually(
                lambda: words in self.words() and words, f"it didn't say “{words}” but:\n{self.words()}"
            )
        )

    def words(self) -> str:
        """What it has said since `forget`."""
        return self.said.read_text()[self._read :]

    def forget(self) -> None:
        self._read = len(self.said.read_text())

    def heads(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def sentinel(self) -> psutil.Process:
        return self.heads()[0].children()[0]

    def everybody(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def told_to_stop(self) -> float:
        """Ends it politely; returns how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(LONG) == 128 + signal.SIGTERM
        return time.monotonic() - began


@contextmanager
def working(environment: dict[str, str], folder: Path, **more: str) -> Iterator[Worker]:
    said = folder / f"said-{time.monotonic_ns()}"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.verbs.worker"],
            cwd=ROOT,
            env={**environment, **more},
            stderr=output,
        )
    worker = Worker(process, said)
    try:
        yield worker
    finally:
        process.kill()
        process.wait()


def environment_for(url: str, owner: str) -> dict[str, str]:
    return {
        **os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": owner, "SECRET_KEY": settings.SECRET_KEY,
        "WATCHDOG_SECONDS": str(PATIENCE), "WORKERS": "2",
    }  # fmt: skip


def number_in(file: Path) -> int:
    """The process that the task ran in, once it runs."""
    return int(json.loads(eventually(lambda: file.exists() and file.read_text(), f"{file.name} doesn't run")))


def at_once(queue: Queue, many: int) -> set[int]:
    """So many processes, each of which had a task at the same time; all tasks are finished then.

    Twice as many tasks, because a cluster holds one or two more than its workers have.
    """
    files = [queue.put("wait") for _ in range(2 * many)]
    numbers = eventually(
        lambda: len(found := {file.read_text() for file in files if file.exists()}) == many and found,
        f"no {many} processes have work",
    )
    for file in files:
        file.with_name(f"{file.name}-go").touch()
    for file in files:
        number_in(file.with_name(f"{file.name}-finished"))
    return {int(number) for number in numbers}
