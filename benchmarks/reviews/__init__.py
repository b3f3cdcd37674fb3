"""How long the review page takes on the server for 5,000 words with 60 findings, two rounds, a draft and comments.

The whole request, as the portal serves it: sign-in, access, queries as the app's own role with row-level security on,
marking, comparing, templates. In one process with nothing else in it, and without the network.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

from benchmarks import weather
from benchmarks.executor.stage import says
from benchmarks.figures import Figure
from benchmarks.ground import standing

OPENING = "opening it"
GOAL = 150.0  # ms


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=15, help="how often; the median counts (default: 15)")
    parser.add_argument("--profile", action="store_true", help="where the time of the page goes, to stderr")


def measure(rounds: int = 15, profile: bool = False) -> list[Figure]:
    with standing() as ground:
        from benchmarks.reviews import desk  # touches models, which Django has to know first

        ground.emptied()
        note = weather.told()
        page = desk.laid()
        if profile:
            page.profiled()
        acts = {
            OPENING: page.open, "answering a finding": page.answer, "keeping the draft": page.keep,
            "two rounds side by side": page.compare,
        }  # fmt: skip
        figures = [_figure(name, act, rounds, note) for name, act in acts.items()]
        says(*map(str, figures))
        return figures


def _figure(name: str, act: Callable[[], None], rounds: int, note: str) -> Figure:
    """Milliseconds, the median; twice before for warming up."""
    took, worked = [], []
    for _ in range(rounds + 2):
        start, cpu = perf_counter(), process_time()
        act()
        took.append((perf_counter() - start) * 1000)
        worked.append((process_time() - cpu) * 1000)
    told = f"{median(worked[2:]):.0f} ms of it CPU of the process; {note}"
    return Figure(name, round(median(took[2:]), 1), "ms", GOAL if name == OPENING else None, note=told)
