"""Whether a step costs the same with 1,000 and with very many finished runs in the tables."""

import time

from benchmarks import filling, submitting, watching, weather, workloads
from benchmarks.executor.carrying import LONGEST, Carried, carry, warm_worker
from benchmarks.executor.stage import Stage, says
from benchmarks.figures import Figure, ratio

FIRST, USUAL, FULL = 1_000, 100_000, 1_000_000
RUNS = 200
FLAT = 1.2  # times the cost at first


def measure(stage: Stage) -> list[Figure]:
    """CPU seconds decide, the worker's and Postgres' together: they hold on a busy machine, where speed doesn't."""
    before, found = weather.told(), {}
    crowd = submitting.crowd(workloads.w0())
    with warm_worker(stage.ground, crowd, {}), watching.Watch(stage.ground) as watch:
        (pattern,) = submitting.submit(crowd, 1, workloads.BRIEF).runs
        watch.rested(LONGEST)
    there = 0
    for size in (FIRST, USUAL, FULL) if stage.full else (FIRST, USUAL):
        began = time.monotonic()
        filling.copies(stage.ground, pattern, size - there)
        says(f"  {size:,} finished runs, filled in {time.monotonic() - began:.0f} s")
        there = size
        found[size] = sorted(
            (carry(stage.ground, crowd, stage.few(RUNS), {}) for _ in range(stage.rounds)), key=_cost
        )
    middle = {size: tries[len(tries) // 2] for size, tries in found.items()}
    return [_figure(size, tried, middle[FIRST], before) for size, tried in middle.items()]


def _cost(tried: Carried) -> float:
    return (tried.cpu + tried.database_cpu) / tried.steps * 1000


def _figure(size: int, tried: Carried, first: Carried, note: str) -> Figure:
    if tried is first:
        return Figure(
            f"CPU per 1000 steps with {size:,} finished runs", round(_cost(tried), 3), "s", note=note
        )
    about = (
        f"{_cost(tried):.3f} s of CPU per 1000 steps, {tried.speed:.0f} to {first.speed:.0f} steps/s, "
        f"{tried.commits_of_one:.3f} to {first.commits_of_one:.3f} commits per step"
    )
    name = f"a step's CPU with {size:,} finished runs, against {FIRST:,}"
    return ratio(name, _cost(tried), _cost(first), FLAT, note=about)
