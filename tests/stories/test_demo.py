"""bin/demo, for real: its processes, its pages, its file, and what is left when it is over."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.database import embedded
from config.demo.serving import listening
from tests.living import living

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150  # seconds, for a computer that has much else to do


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A database of its own, so that nobody's demo is in the way."""
    with (
        tempfile.TemporaryDirectory(prefix="baton-test-") as folder,
        embedded(Path(folder, "postgres")) as urls,
    ):
        yield {
            **{name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")},
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "SECRET_KEY": "k" * 50,
            "BATON_DEMO": "1",
            "EMAIL_URL": f"filemail:///{folder}/mail",
        }


@contextmanager
def demo(environment: dict[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command, ended with its block if it hasn't ended by itself; nothing of it may be left."""
    command = [sys.executable, "-m", "config.verbs.demo", *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True
    ) as process:
        family = psutil.Process(process.pid)
        try:
            yield process
        finally:
            theirs = family.children(recursive=True) if family.is_running() else []
            process.terminate()
            process.wait(PATIENCE)
            assert living(theirs) == []


def contents(file: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it writes into its file, as soon as it has."""
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        assert time.monotonic() < deadline
        time.sleep(0.1)
    told: dict[str, Any] = json.loads(file.read_text())
    return told


def port_of(listener: socket.socket) -> str:
    return str(listener.getsockname()[1])


def get(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        return str(response.read().decode())


def test_it_shows_everything_and_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "told"
    with (
        listening(8300) as other,
        demo(environment, "--port", port_of(other), "--json", str(file)) as process,
    ):
        told = contents(file, process)
        assert told["url"] != f"http://localhost:{port_of(other)}"
        assert "Sign in" in get(f"{told['url']}/accounts/login/")
        key = next(entry["key"] for entry in told["api_keys"] if entry["client"] == "wrenmoor")
        pieces = get(f"{told['url']}/api/v1/outputs?status=approved", Authorization=f"Bearer {key}")
        assert json.loads(pieces)["results"]
        assert {"role", "email", "password"} <= told["logins"][0].keys()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    assert "is taken" in output
    assert output.endswith("Nothing is left running.\n")
    states = {(run["status"], run["flagged"]) for run in told["runs"]}
    assert {("done", False), ("waiting", True)} <= states
    assert all(run["steps"] and run["seconds"] > 0 for run in told["runs"])
    second_time(environment, told["runs"])


def second_time(environment: dict[str, str], runs: list[dict[str, Any]]) -> None:
    """It finds its data again, and runs nothing twice."""
    with demo(environment, "--once", "--port", "8300") as process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    assert json.loads(output.splitlines()[-1]) == {"runs": runs}


def test_it_ends_when_a_part_of_it_dies(environment: dict[str, str], tmp_path: Path) -> None:
    with demo(environment, "--port", "8300", "--json", str(tmp_path / "told")) as process:
        contents(tmp_path / "told", process)
        everybody = psutil.Process(process.pid).children(recursive=True)
        workers = next(child for child in everybody if "config.verbs.worker" in child.cmdline())
        workers.kill()
        output, _ = process.communicate(timeout=PATIENCE)
        assert living(everybody) == []
    assert process.returncode == 1
    assert "The workers stopped with code 137" in output


def test_it_leaves_nothing_when_it_is_killed_itself(environment: dict[str, str], tmp_path: Path) -> None:
    with demo(environment, "--port", "8300", "--json", str(tmp_path / "told")) as process:
        contents(tmp_path / "told", process)
        everybody = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        assert sys.platform != "linux" or living(everybody) == []


def test_it_refuses_a_folder_that_is_not_there(environment: dict[str, str], tmp_path: Path) -> None:
    with demo(environment, "--json", str(tmp_path / "nowhere" / "told")) as process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "There is no folder" in output) == (1, True)


def test_it_gives_a_taken_port_up(environment: dict[str, str]) -> None:
    with listening(8400) as first, listening(int(port_of(first))) as second, socket.socket() as visitor:
        assert int(port_of(second)) > int(port_of(first))
        assert visitor.connect_ex(second.getsockname()) == 0
