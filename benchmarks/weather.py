"""What kind of day the computer has: how busy it is, and how much of a core it really gives.

A guest of a busy host is held still for moments that its own clocks count as work. Pieces of less than a millisecond
mostly escape that, so what they take against the mean of many is the share that was given. On a machine of its own it
is close to 1.
"""

import os
import time
from statistics import mean, median

PIECE = 20_000  # additions


def told() -> str:
    """What it was before a measurement began."""
    load, given = os.getloadavg()[0], share(1.0)
    return f"load before: {load:.1f} on {os.cpu_count()} cores, {given:.0%} of a core really given"


def share(seconds: float = 2.0) -> float:
    """Of the CPU time that is counted, the part that was given: more than 0, at most about 1."""
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.thread_time()
        sum(range(PIECE))
        took.append(time.thread_time() - began)
    return median(took) / mean(took)
