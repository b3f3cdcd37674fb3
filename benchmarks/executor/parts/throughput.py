"""W0: how many steps a second one worker carries, beside the disk's own limit and the peers, and what a step costs."""

from dataclasses import dataclass
from statistics import median

from benchmarks import submitting, weather, workloads
from benchmarks.executor import floor, peers
from benchmarks.executor.carrying import Carried, carry
from benchmarks.executor.peers import Peer
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure

IN_FLIGHT, SPARSE = 400, 200  # runs at once


@dataclass(frozen=True)
class Round:
    floor: float  # commits a second
    ours: Carried
    given: float  # of a core
    peers: dict[str, Peer]


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    rounds = stage.repeated(lambda: _round(stage))
    sparse = stage.repeated(lambda: _ours(stage, SPARSE))
    speed = median(each.ours.speed for each in rounds)
    cpu = median(each.ours.cpu_of_1000 for each in rounds)
    given = median(each.ours.cpu_of_1000 * each.given for each in rounds)
    floors, own = (
        median(each.floor for each in rounds),
        median(each.ours.speed / each.floor for each in rounds),
    )
    return [
        Figure("W0, one worker, 400 runs in flight", round(speed), "steps/s", note=before),
        Figure("floor: 16 clients, a row of 1 KB per commit", round(floors), "commits/s", note="same rounds"),
        Figure("W0 against the floor", round(own, 3), "x", 0.5, more_is_better=True, note="median of the rounds"),
        *_beside([each.ours for each in rounds], [each.peers for each in rounds]),
        Figure("W0, CPU of the worker per 1000 steps", round(cpu, 3), "s", 0.12),
        Figure("W0, the same by what the computer really gave", round(given, 3), "s", note="see weather.py"),
        Figure(
            "W0, commits per step at 200 runs in flight", round(median(e.commits_of_one for e in sparse), 3), "", 0.1
        ),
        Figure(
            "W0, CPU of Postgres per 1000 steps",
            round(median(e.ours.database_cpu / e.ours.steps * 1000 for e in rounds), 3), "s",
        ),
    ]  # fmt: skip


def _round(stage: Stage) -> Round:
    """One after the other, so that all meet the same weather."""
    disk, given = floor.commits_per_second(stage.ground), weather.share()
    ours = _ours(stage, IN_FLIGHT)
    given = (given + weather.share()) / 2
    names = peers.NAMES if stage.peers else ()
    return Round(
        disk, ours, given, {name: peers.run(stage.ground, name, "w0", stage.few(IN_FLIGHT)) for name in names}
    )


def _ours(stage: Stage, runs: int) -> Carried:
    return carry(stage.ground, submitting.crowd(workloads.w0()), stage.few(runs), {})


def _beside(ours: list[Carried], theirs: list[dict[str, Peer]]) -> list[Figure]:
    figures = []
    for name in theirs[0]:
        speeds = [each[name].speed for each in theirs]
        times = median(mine.speed / speed for mine, speed in zip(ours, speeds, strict=True))
        cpu = median(each[name].cpu / each[name].steps * 1000 for each in theirs)
        version, goal = theirs[0][name].version, 8 if name == "dbos" else None
        commits = median(each[name].commits / each[name].steps for each in theirs)
        about = f"{version}; {cpu:.2f} s of CPU per 1000 steps, {commits:.1f} commits per step"
        figures += [
            Figure(f"W0, {name}", round(median(speeds)), "steps/s", note=about),
            Figure(f"W0 against {name}", round(times, 2), "x", goal, more_is_better=True, note="same rounds"),
        ]
    return figures
