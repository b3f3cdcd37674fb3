"""One worker as a process of its own, without a queue around it: `python -m benchmarks.drain` drives until it is told
to stop, and says "ready" when it has come up."""

import os
import signal
import time
from importlib import import_module

import django

PAUSE = 0.01  # seconds between two drains: the queue's own pick-up is measured elsewhere


def main() -> None:
    # A worker of its own: of one cluster, only so many drain at once.
    os.environ.setdefault("BATON_CLUSTER", f"bench-{os.getpid()}")
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    django.setup()
    tasks = import_module("workflows.tasks")
    print("ready", flush=True)
    while not told:
        tasks.drive()
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
