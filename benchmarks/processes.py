"""The processes that a benchmark starts, measures and ends: a worker, a whole cluster, a server."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.ground import PLACE, ROOT
from config.processes import die_with_parent

STOP_SECONDS = 15
DRAIN = ("-m", "benchmarks.drain")
CLUSTER = ("-m", "config.verbs.worker")
MODELS = ("-m", "benchmarks.model_server")


@dataclass
class Program:
    """A running command with all that it started."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    said: str = ""  # its first line

    @property
    def pid(self) -> int:
        return self.process.pid

    def members(self) -> list[psutil.Process]:
        """Itself and its children, their children too; none if it has gone."""
        try:
            root = psutil.Process(self.pid)
            return [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def suspend(self) -> None:
        for member in self.members():
            with suppress(psutil.NoSuchProcess):
                member.suspend()

    def resume(self) -> None:
        for member in self.members():
            with suppress(psutil.NoSuchProcess):
                member.resume()

    def end(self, seconds: float = STOP_SECONDS) -> None:
        """Asked first; what is left after a while is killed, its children too."""
        members = self.members()
        self.resume()
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def begun(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], *, speaks: bool = True
) -> Program:
    """Start it; where it `speaks`, wait for its first line."""
    PLACE.mkdir(parents=True, exist_ok=True)
    log = PLACE / f"{name}.log"
    with log.open("a") as file:
        process = subprocess.Popen(
            [sys.executable, "-P", *arguments], env={**environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if speaks else file, stderr=file,
            start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip
    program = Program(name, process, log)
    if process.stdout:
        program.said = process.stdout.readline().strip()
        if not program.said:
            raise RuntimeError(f"{name} ended with code {process.wait()}: see {log}")
    return program


@contextmanager
def running(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], *, speaks: bool = True
) -> Iterator[Program]:
    program = begun(name, arguments, environment, speaks=speaks)
    try:
        yield program
    finally:
        program.end()


@contextmanager
def models(delay: float, environment: Mapping[str, str], spread: float = 0.0) -> Iterator[str]:
    """The stand-in for the vendors, in a process of its own; its URL."""
    arguments = (*MODELS, "--delay", str(delay), "--spread", str(spread))
    with running("models", arguments, environment) as server:
        yield server.said


def asking(url: str) -> dict[str, str]:
    """The environment in which workers ask this server: Anthropic's SDK to write, OpenAI's to judge."""
    keys = {"ANTHROPIC_API_KEY": "benchmark", "OPENAI_API_KEY": "benchmark"}
    return {**keys, "ANTHROPIC_BASE_URL": url, "OPENAI_BASE_URL": f"{url}/v1"}
