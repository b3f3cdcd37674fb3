"""Places where a test lets a worker die: `BATON_FAILPOINT=begun` kills the process with SIGKILL when it comes there,
`begun:3` the third time. Without it they do nothing."""

import os
import signal
from itertools import count

POINTS = (
    "claimed",  # leases are ours, nothing is read
    "loaded",  # runs are in memory
    "begun",  # a step stands open in its row, and was not performed
    "call_opened",  # a call to a model is on the books, and was not sent
    "replied",  # the model has answered, and nobody knows
    "storing",  # within the transaction, all but committed
    "settled",  # the step's end is committed, nothing of it is planned
    "delivered",  # the piece has arrived, and nobody noted it
    "released",  # the run was given back or has ended
)
_wanted, _, _time = os.environ.get("BATON_FAILPOINT", "").partition(":")
_passed = count(1)


def reached(point: str) -> None:
    if point == _wanted and next(_passed) == int(_time or 1):
        os.kill(os.getpid(), signal.SIGKILL)
