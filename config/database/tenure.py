"""Who uses the server: locks that the kernel drops when their holder dies, so nothing can be forgotten.

Two locks on two files. `users` is held shared for as long as somebody uses the server; `gate` is held for the
moment of coming or going, so that one process starts the server while the others wait for it, and two that
leave at once can't both believe that the other one stays.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Tenure:
    def __init__(self, path: Path) -> None:
        self._gate = path.with_suffix(".gate")
        self._users = path
        self._held: int | None = None

    @contextmanager
    def entering(self) -> Iterator[None]:
        """Nobody else comes or goes inside; at its end we are a user."""
        with self._alone():
            yield
            self._held = _opened(self._users)
            fcntl.flock(self._held, fcntl.LOCK_SH)

    @contextmanager
    def leaving(self) -> Iterator[bool]:
        """Nobody else comes or goes inside; yields whether we were the last user."""
        with self._alone():
            if self._held is not None:
                os.close(self._held)
                self._held = None
            yield self._nobody_left()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        gate = _opened(self._gate)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)

    def _nobody_left(self) -> bool:
        users = _opened(self._users)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(users)


def _opened(path: Path) -> int:
    # Never inherited: a child that outlives us must not count as a user on our behalf.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
