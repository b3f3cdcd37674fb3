"""W200: runs that wait for a model 200 ms in each step, 20, 200 and 1,000 at once, carried by one worker."""

from statistics import median

from benchmarks import submitting, weather, workloads
from benchmarks.executor import peers
from benchmarks.executor.carrying import Carried, carry
from benchmarks.executor.peers import Peer
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure
from benchmarks.processes import asking, models

DELAY = 0.2
IDEAL = workloads.STAGES * DELAY  # however many there are
GOALS = {20: 1.3, 200: 2.5, 1000: None}  # times the ideal
MEMORY = 300  # MB, with 1,000 in hand


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    with models(DELAY, stage.ground.environment) as url:
        found = {runs: stage.repeated(lambda runs=runs: _round(stage, runs, url)) for runs in GOALS}
    figures = [figure for runs, rounds in found.items() for figure in _figures(runs, rounds, before)]
    most = median(ours.memory for ours, _ in found[1000])
    return [*figures, Figure("W200, one worker with 1,000 runs, memory (RSS)", round(most), "MB", MEMORY)]


def _round(stage: Stage, runs: int, url: str) -> tuple[Carried, dict[str, Peer]]:
    ours = carry(stage.ground, submitting.crowd(workloads.w200()), stage.few(runs), asking(url))
    names = peers.NAMES if stage.peers and runs < 1000 else ()
    return ours, {name: peers.run(stage.ground, name, "w200", stage.few(runs), url) for name in names}


def _figures(runs: int, rounds: list[tuple[Carried, dict[str, Peer]]], note: str) -> list[Figure]:
    ours = median(ours.seconds for ours, _ in rounds)
    cpu = median(ours.cpu_of_1000 for ours, _ in rounds)
    about = f"{ours:.2f} s, ideal {IDEAL:.1f} s; {cpu:.2f} s of CPU per 1000 steps; {note}"
    figures = [
        Figure(f"W200, {runs:,} runs at once", round(ours / IDEAL, 2), "x ideal", GOALS[runs], note=about)
    ]
    for name in rounds[0][1]:
        theirs = median(found[name].seconds for _, found in rounds)
        about = f"{theirs:.2f} s; {rounds[0][1][name].version}"
        figures.append(
            Figure(f"W200, {runs:,} runs at once, {name}", round(theirs / IDEAL, 2), "x ideal", note=about)
        )
    return figures
