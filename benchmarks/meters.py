"""What a piece of work costs: CPU seconds, memory, commits. Counted from outside of the processes that do it."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil
import psycopg

from benchmarks.ground import DATABASE, PLACE, Ground

MB = 1024 * 1024
COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = %s"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
Members = Callable[[], list[psutil.Process]]


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """User and system time, with that of children which have ended."""
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def database_seconds() -> float:
    """CPU of the benchmark's Postgres and all of its backends, living and ended."""
    pid = int((PLACE / "postgres" / "postmaster.pid").read_text().split()[0])
    with suppress(psutil.NoSuchProcess):
        server = psutil.Process(pid)
        return cpu_seconds([server, *server.children(recursive=True)])
    return 0.0


def commits(ground: Ground, name: str = DATABASE) -> int:
    """Transactions that this database has committed, asked from another one. A backend tells about its own once a
    second at most, and when it leaves."""
    with psycopg.connect(ground.elsewhere, autocommit=True) as connection:
        row = connection.execute(COMMITS, [name]).fetchone()
    assert row
    return int(row[0])


def deserted(ground: Ground, name: str = DATABASE, seconds: float = 10) -> None:
    """Returns when nobody is connected any more, so that all commits are counted."""
    deadline = time.monotonic() + seconds
    with psycopg.connect(ground.elsewhere, autocommit=True) as connection:
        while connection.execute(OTHERS, [name]).fetchone() != (0,):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Somebody is still connected to {name}.")
            time.sleep(0.05)


@dataclass
class Memory:
    """The most that a program took, in MB, all of its processes together."""

    most: float = 0.0


def proportional(members: Members) -> float:
    """PSS: pages that are shared by n processes count 1/n for each, so a sum over them is true."""
    total = 0
    for process in members():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / MB


def resident(members: Members) -> float:
    total = 0
    for process in members():
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / MB


@contextmanager
def memory(members: Members, measured: Callable[[Members], float], every: float = 0.2) -> Iterator[Memory]:
    """Looks every so many seconds for as long as the block."""
    seen, over = Memory(), threading.Event()

    def look() -> None:
        while not over.wait(every):
            seen.most = max(seen.most, measured(members))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
        seen.most = max(seen.most, measured(members))
