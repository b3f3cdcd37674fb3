"""Inside the cluster: no process of it outlives the one that keeps it, however that one dies.

All of them inherit a pipe whose other end only the keeper holds. When that is gone the pipe hangs up, and a thread in
each process ends it at once: what is committed is safe, and somebody else takes the rest. Forks lose their threads, so
each fork starts its own. (PR_SET_PDEATHSIG would do, on Linux only, and is cleared on fork.)

The same pipe carries the keeper's orders, which the pusher reads; another one carries reports back.
"""

import os
import select
import threading
from contextlib import suppress

from config.workers.reports import packed

VARIABLE = "BATON_LEASH"  # "orders,news": the descriptors that the cluster inherits
REPORT_SECONDS = 1.0


class Leash:
    """`state` is what the thread reports; b"" where nobody asks, as in all processes that are no worker."""

    def __init__(self, orders: int, news: int) -> None:
        self._orders, self._news = orders, news
        self.state = b""

    def hold(self) -> None:
        """In this process, and in all that it forks from now on."""
        for end in (self._orders, self._news):
            os.set_inheritable(end, False)  # what we start by exec doesn't belong to the cluster
            os.set_blocking(end, False)
        os.register_at_fork(after_in_child=self._hold_anew)
        self._watch()

    def order(self) -> bytes:
        """The next order of the keeper, one byte; b"" if there is none."""
        with suppress(BlockingIOError):
            return os.read(self._orders, 1)
        return b""

    def report(self, state: bytes) -> None:
        try:
            os.write(self._news, packed(os.getpid(), state))
        except BlockingIOError:
            pass  # nobody reads just now; the next report is as good
        except BrokenPipeError:
            os._exit(1)

    def change(self, state: bytes) -> None:
        self.state = state
        self.report(state)

    def _hold_anew(self) -> None:
        self.state = b""
        self._watch()

    def _watch(self) -> None:
        threading.Thread(target=self._until_cut, name="leash", daemon=True).start()

    def _until_cut(self) -> None:
        poll = select.poll()
        poll.register(self._orders, 0)  # not to be told of orders: a hang-up is told anyway
        while not poll.poll(REPORT_SECONDS * 1000):
            if self.state:
                self.report(self.state)
        os._exit(1)


def from_environment() -> Leash | None:
    """The leash that the keeper has put this cluster on; None if somebody has started it by hand."""
    ends = os.environ.pop(VARIABLE, "")
    return Leash(*map(int, ends.split(","))) if ends else None
