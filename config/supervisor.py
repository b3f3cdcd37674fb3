"""Run a command with a database under it.

    python -m config.supervisor COMMAND [ARGUMENT…]

With DATABASE_URL set, the command simply replaces this process. Without it the embedded Postgres is brought
up for as long as the command runs, and the command finds DATABASE_URL and DATABASE_OWNER_URL set.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from config.database import DatabaseError, Urls, embedded

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / ".baton" / "postgres"


def run(command: Sequence[str], *, data_dir: Path = DATA_DIR, durable: bool = True) -> int:
    """Run the command to its end; returns its exit code, 128 + n if signal n ended it."""
    if os.environ.get("DATABASE_URL"):
        os.execvp(command[0], command)  # noqa: S606
    with embedded(data_dir, durable=durable) as urls:
        return _watched(command, environment_with(urls))


def environment_with(urls: Urls) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}


def _watched(command: Sequence[str], environment: dict[str, str]) -> int:
    """The child stays in our process group, so that it may use the terminal; what we are told, it is told."""
    child: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if child is None:
            sys.exit(128 + number)
        if number != signal.SIGINT or not _typed_here():
            child.send_signal(number)

    before = {
        number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    }
    try:
        child = subprocess.Popen(command, env=environment)
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _typed_here() -> bool:
    """A Ctrl-C that was typed reaches the child as well, by the terminal; one that was sent doesn't."""
    return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


def main() -> int:
    try:
        return run(sys.argv[1:])
    except DatabaseError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except FileNotFoundError as error:
        print(f'There is no command "{error.filename}".', file=sys.stderr)  # noqa: T201
        return 127


if __name__ == "__main__":
    sys.exit(main())
