"""Run a command with a database under it.

    python -m config.supervisor [--throwaway] COMMAND [ARGUMENT…]

With DATABASE_URL set, the command simply replaces this process. Without it the embedded Postgres is brought
up for as long as the command runs, and the command finds DATABASE_URL and DATABASE_OWNER_URL set, and
SECRET_KEY too if nobody has set one.
`--throwaway` is for tests: another database, fast instead of safe.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.database import DatabaseError, embedded
from config.processes import die_with_parent
from config.secret_key import secret_key_of

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def database(*, throwaway: bool = False) -> Iterator[Mapping[str, str]]:
    """The environment that a command needs to find its database, which is up inside the block."""
    if os.environ.get("DATABASE_URL"):
        yield dict(os.environ)
        return
    data_dir = ROOT / ".baton" / ("test-postgres" if throwaway else "postgres")
    with embedded(data_dir, durable=not throwaway) as urls:
        yield {
            "SECRET_KEY": secret_key_of(data_dir.parent),
            **os.environ,
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
        }


def run(command: Sequence[str], *, throwaway: bool = False) -> int:
    """Run the command to its end; returns its exit code, 128 + n if signal n ended it."""
    if os.environ.get("DATABASE_URL"):
        os.execvp(command[0], list(command))  # noqa: S606
    with database(throwaway=throwaway) as environment:
        return watched(command, environment)


def watched(command: Sequence[str], environment: Mapping[str, str]) -> int:
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
        child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent)
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _typed_here() -> bool:
    """A Ctrl-C that was typed reaches the child as well, by the terminal; one that was sent doesn't."""
    return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


def finished(main: Callable[[], int]) -> int:
    """The exit code of a command; what the person can mend is a sentence and no traceback."""
    try:
        return main()
    except DatabaseError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except FileNotFoundError as error:
        print(f'There is no command "{error.filename}".', file=sys.stderr)  # noqa: T201
        return 127
    except KeyboardInterrupt:
        return 130


def main() -> int:
    arguments = sys.argv[1:]
    throwaway = arguments[:1] == ["--throwaway"]
    return run(arguments[throwaway:], throwaway=throwaway)


if __name__ == "__main__":
    sys.exit(finished(main))
