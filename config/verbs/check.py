"""Everything that must hold before a change is merged, step by step; a step that failed doesn't stop the others.

bin/check              all of it
bin/check types tests  only these
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from os import getpid
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

import psycopg

from config.database.signals import terminable
from config.supervisor import ROOT, database, finished


@dataclass(frozen=True)
class Step:
    name: str
    says: str
    command: tuple[str, ...]
    aloud: bool = False  # its output is shown while it runs, and not only if it fails


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return python("manage.py", *arguments)


STEPS = (
    Step("lint", "Nothing that the linter minds", python("-m", "ruff", "check", ".")),
    Step("format", "Formatted throughout", python("-m", "ruff", "format", "--check", ".")),
    Step(
        "templates",
        "Templates too",
        (str(Path(sys.executable).with_name("djangofmt")), "--check", "templates"),
    ),
    Step("types", "Types agree", python("-m", "mypy")),
    Step("architecture", "Imports follow the arrows", python("-m", "pytest", "tests/test_architecture.py")),
    Step(
        "migrations", "No model change without a migration", manage("makemigrations", "--check", "--dry-run")
    ),
    Step("database", "A new database takes every migration", manage("migrate", "--verbosity", "0")),
    Step(
        "system",
        "Django's and our own system checks",
        manage("check", "--database", "default", "--fail-level", "WARNING"),
    ),
    Step(
        "openapi",
        "The OpenAPI document is valid",
        manage("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null"),
    ),
    Step("tests", "The tests", ("bin/test",), aloud=True),
    Step("browser", "The stories in a real browser", ("bin/test", "--browser"), aloud=True),
)


def main() -> int:
    chosen = set(sys.argv[1:]) or {step.name for step in STEPS}
    if unknown := chosen - {step.name for step in STEPS}:
        _say(
            f"There is no step {', '.join(sorted(unknown))}; the steps are {', '.join(s.name for s in STEPS)}."
        )
        return 2
    with terminable(), database(throwaway=True) as environment, _new_database(environment) as fresh:
        places = {"tests": environment, "browser": environment}
        failed = [
            step.name
            for step in STEPS
            if step.name in chosen and not _holds(step, places.get(step.name, fresh))
        ]
    _say(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything holds.")
    return 1 if failed else 0


def _holds(step: Step, environment: Mapping[str, str]) -> bool:
    """Run the step; a line says how it went and how long it took."""
    _say(f"\n▸ {step.says} ({step.name})")
    started = time.monotonic()
    quiet = {} if step.aloud else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    done = subprocess.run(step.command, env=environment, cwd=ROOT, **quiet)  # type: ignore[call-overload]
    if done.returncode and not step.aloud:
        _say(done.stdout)
    _say(f"  {'FAILED' if done.returncode else 'ok'}, {time.monotonic() - started:.1f} s")
    return not done.returncode


@contextmanager
def _new_database(environment: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The same server and roles, but an empty database of our own."""
    name = f"check_{getpid()}"
    owner = environment.get("DATABASE_OWNER_URL", environment["DATABASE_URL"])
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {
                "SECRET_KEY": token_urlsafe(50),
                **environment,
                "DATABASE_URL": _elsewhere(environment["DATABASE_URL"], name),
                "DATABASE_OWNER_URL": _elsewhere(owner, name),
            }
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _elsewhere(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(finished(main))
