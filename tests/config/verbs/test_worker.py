"""The workers as bin/worker runs them: they come up, and nobody stays when they are told to go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.database import embedded

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def environment(shared_place: Path) -> Iterator[dict[str, str]]:
    with embedded(shared_place / "postgres", durable=False) as urls:
        given = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner, "SECRET_KEY": "k" * 50}
        environment = {**os.environ, **given}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield environment


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-m", "config.verbs.worker"], cwd=ROOT, env=environment
    ) as process:
        yield process
        process.kill()


def cluster(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """All of the cluster: django-q2's head, guard, two workers, monitor and pusher."""
    deadline = time.monotonic() + 60
    while len(found := psutil.Process(process.pid).children(recursive=True)) < 6:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(processes, timeout=2)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_it_takes_everybody_with_it(worker: subprocess.Popen[bytes]) -> None:
    everybody = cluster(worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 128 + signal.SIGTERM
    assert living(everybody) == []


def test_it_leaves_nobody_without_a_head(worker: subprocess.Popen[bytes]) -> None:
    everybody = cluster(worker)
    head = next(process for process in everybody if process.ppid() == worker.pid)
    head.kill()
    assert worker.wait(30) == 128 + signal.SIGKILL
    assert living(everybody) == []
