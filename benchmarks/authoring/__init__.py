"""How long the pages of a workflow of 30 steps take on the server: its diagram, two versions compared, handoff, PDF.

Whole requests, as the admin serves them: sign-in, access, queries as the app's own role with row-level security on,
layout, templates. In one process with nothing else in it, without the network; a PDF is set in a process of its own.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from benchmarks import weather
from benchmarks.executor.stage import says
from benchmarks.figures import Figure
from benchmarks.ground import standing

OPENING = "the workflow’s page with its diagram"
GOAL = 200.0  # ms


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=15, help="how often; the median counts (default: 15)")
    parser.add_argument("--profile", action="store_true", help="where the time of the page goes, to stderr")


def measure(rounds: int = 15, profile: bool = False) -> list[Figure]:
    with standing() as ground:
        from benchmarks.authoring import studio  # touches models, which Django has to know first

        ground.emptied()
        note = weather.told()
        desk = studio.laid()
        if profile:
            desk.profiled()
        acts = {
            OPENING: desk.open, "one step’s form in it": desk.step, "two versions compared": desk.compare,
            "the handoff page": desk.handoff, "its PDF": desk.paper, "its pack": desk.pack,
        }  # fmt: skip
        figures = [_figure(name, act, rounds, note) for name, act in acts.items()]
        says(*map(str, figures))
        return figures


def _figure(name: str, act: Callable[[], int], rounds: int, note: str) -> Figure:
    """Milliseconds, the median; twice before for warming up. `act` answers how many queries it made."""
    took, worked, queries = [], [], 0
    for _ in range(rounds + 2):
        start, cpu = perf_counter(), _cpu()
        queries = act()
        took.append((perf_counter() - start) * 1000)
        worked.append((_cpu() - cpu) * 1000)
    told = f"{median(worked[2:]):.0f} ms of it CPU, {queries} queries; {note}"
    return Figure(name, round(median(took[2:]), 1), "ms", GOAL if name == OPENING else None, note=told)


def _cpu() -> float:
    """Seconds, of this process and of those that it ended."""
    return sum(use.ru_utime + use.ru_stime for use in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))
