"""Commands that are ended together with everything they started, in bounded time."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

import psutil

GRACE_SECONDS = 10.0


class Group:
    """A command in a process group of its own; the terminal's Ctrl-C doesn't reach it, `end` does."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | None = None
    ) -> None:
        self.command = command
        self._process = subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )

    @property
    def code(self) -> int | None:
        """The command's exit code, 128 + n if signal n ended it; None while it runs."""
        code = self._process.poll()
        return code if code is None or code >= 0 else 128 - code

    def wait(self) -> int:
        self._process.wait()
        assert self.code is not None
        return self.code

    def end(self, grace: float = GRACE_SECONDS) -> None:
        """Ask all of the group to stop, give it `grace` seconds, then stop it; also what it left behind."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self._is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(
            ProcessLookupError, PermissionError
        ):  # macOS says "not permitted" of a group of zombies
            os.killpg(self._process.pid, number)

    def _is_alive(self) -> bool:
        """Somebody of the group still runs; zombies don't, whoever should have buried them."""
        self._process.poll()
        return any(
            process.info["status"] != psutil.STATUS_ZOMBIE and _group_of(process.pid) == self._process.pid
            for process in psutil.process_iter(["status"])
        )


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return None


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | None = None
) -> Iterator[Group]:
    """The command runs for as long as the block."""
    group = Group(command, environment, output)
    try:
        yield group
    finally:
        group.end()
