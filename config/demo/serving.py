"""The demo's web server and workers: on a free port, watched, and ended together."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.database.signals import undisturbed
from config.demo import address
from config.processes import Group
from config.supervisor import ROOT

HOST = "127.0.0.1"
PORTS_TRIED = 50
READY_SECONDS = 60
STOP_SECONDS = 3.0  # for the parts to end by themselves
PARTS = ("web server", "workers")
LOGS = ROOT / ".baton"


class Fallen(Exception):
    """A part of the demo stopped by itself. The message says which, and quotes its log."""


@dataclass(frozen=True)
class Stage:
    """The parts that run, by name, each with its log."""

    url: str
    parts: dict[str, tuple[Group, Path]]

    def check(self) -> None:
        """Raises Fallen if a part has stopped."""
        for name, (group, log) in self.parts.items():
            if group.code is not None:
                raise Fallen(f"The {name} stopped with code {group.code}; the end of {log} is:\n{_tail(log)}")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(self.url):
            self.check()
            if time.monotonic() > deadline:
                raise Fallen(f"The web server didn't answer at {self.url} within {READY_SECONDS} s.")
            time.sleep(0.05)


def listening(port: int) -> socket.socket:
    """A socket on the first free port from this one on; whoever gets it can't lose the port to somebody else."""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        if _is_taken(candidate):
            continue
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        return listener
    raise Fallen(f"No port from {port} to {candidate} is free: choose another with --port.")


@contextmanager
def serving(listener: socket.socket) -> Iterator[Stage]:
    """The web server on this socket, and the workers, for as long as the block."""
    port = listener.getsockname()[1]
    url = f"http://localhost:{port}"
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {"LOG_FORMAT": "line", **os.environ, "SITE_URL": url, "PYTHONPATH": path}
    bind = ("--bind", f"fd://{listener.fileno()}")
    web = [sys.executable, "-P", "-m", "gunicorn", "--config", "python:config.gunicorn", *bind]
    workers = [sys.executable, "-P", "-m", "config.verbs.worker"]
    LOGS.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as opened:
        logs = [LOGS / f"demo-{port}-{name}.log" for name in ("web", "workers")]
        files = [opened.enter_context(log.open("wb")) for log in logs]
        groups: list[Group] = []
        note = address.noted(ROOT, url)
        opened.enter_context(note)
        try:
            groups.append(Group(web, environment, files[0], pass_fds=[listener.fileno()]))
            groups.append(Group(workers, environment, files[1]))
            yield Stage(url, dict(zip(PARTS, zip(groups, logs, strict=True), strict=True)))
        finally:
            with undisturbed():
                _end(groups)


def _end(groups: list[Group]) -> None:
    """All are asked before the first is waited for, and have the same short time: what is committed is safe, and a
    run that a worker had in hand goes on at the next start."""
    for group in groups:
        group.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for group in groups:
        group.end(grace=max(0.1, deadline - time.monotonic()))


def _is_taken(port: int) -> bool:
    """Somebody answers there, maybe on all addresses at once, which not every system minds when we bind ours."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/accounts/login/", timeout=5) as response:  # noqa: S310 (our own)
            return bool(response.status == 200)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").strip().splitlines()[-12:])
