"""Commands that are ended together with everything they started, in bounded time."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

import psutil

GRACE_SECONDS = 10.0
ORPHANS_SECONDS = 2.0
PR_SET_PDEATHSIG = 1


class Group:
    """A command in a process group of its own; the terminal's Ctrl-C doesn't reach it, `end` does."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        output: IO[bytes] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self._asked = False
        self._process = subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=pass_fds,
            preexec_fn=die_with_parent,
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

    def ask_to_stop(self) -> None:
        """Asks the command, which has to end what it started: django-q2's cluster hangs for ever if all of it is asked
        at once. And asks once: a program that is told twice may take it for impatience."""
        if not self._asked:
            self._asked = True
            if self.code is None:
                self._process.send_signal(signal.SIGTERM)

    def end(self, grace: float = GRACE_SECONDS) -> None:
        """Ask the command to stop, give it `grace` seconds, then stop it; also what it left behind."""
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
            self._signal(signal.SIGTERM)
            self._wait_for_the_rest(min(grace, ORPHANS_SECONDS))
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _wait_for_the_rest(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self._is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(
            ProcessLookupError, PermissionError
        ):  # macOS says "not permitted" of a group of zombies
            os.killpg(self._process.pid, number)

    def _is_alive(self) -> bool:
        """Somebody of the group still runs; zombies don't, whoever should have buried them."""
        return any(
            process.info["status"] != psutil.STATUS_ZOMBIE and _group_of(process.pid) == self._process.pid
            for process in psutil.process_iter(["status"])
        )


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def die_with_parent() -> None:
    """Run in a child before its program starts: it is asked to stop when the process that started it is killed,
    and so can't stop it itself. Linux only; elsewhere it does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


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
