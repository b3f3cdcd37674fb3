"""How long acts at a page take on the server: the time, and the CPU of the process and of those that it ended."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from benchmarks.executor.stage import says
from benchmarks.figures import Figure

Act = Callable[[], int | None]  # answers how many queries it made, if it counted them


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=15, help="how often; the median counts (default: 15)")
    parser.add_argument("--profile", action="store_true", help="where the time of the page goes, to stderr")


def figures(acts: Mapping[str, Act], goals: Mapping[str, float], rounds: int, note: str) -> list[Figure]:
    """`goals`: milliseconds at most, of the acts that have one."""
    found = [_figure(name, act, goals.get(name), rounds, note) for name, act in acts.items()]
    says(*map(str, found))
    return found


def _figure(name: str, act: Act, goal: float | None, rounds: int, note: str) -> Figure:
    """Milliseconds, the median; twice before for warming up."""
    took, worked, queries = [], [], None
    for _ in range(rounds + 2):
        start, cpu = perf_counter(), _cpu()
        queries = act()
        took.append((perf_counter() - start) * 1000)
        worked.append((_cpu() - cpu) * 1000)
    counted = "" if queries is None else f", {queries} queries"
    told = f"{median(worked[2:]):.0f} ms of it CPU{counted}; {note}"
    return Figure(name, round(median(took[2:]), 1), "ms", goal, note=told)


def _cpu() -> float:
    return sum(use.ru_utime + use.ru_stime for use in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))
