"""A storm over real workers: SIGKILL, SIGSTOP past the lease, cut connections, queue rows doubled and lost.

Runs are submitted all the while; people decide, twice; at the end all runs must have ended, and the invariants of
`tests/workflows/invariants.py` are checked. The seed that is printed repeats the plan of the storm.
"""

from argparse import ArgumentParser
from importlib import import_module
from random import SystemRandom

from benchmarks.figures import Figure
from benchmarks.ground import standing


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=3, help="how long it blows (default: 3)")
    parser.add_argument("--seed", type=int, default=None, help="of an earlier storm; left out: a new one")
    parser.add_argument("--runs", type=int, default=1000, help="submitted meanwhile (default: 1,000)")
    parser.add_argument("--workers", type=int, default=3, help="how many (default: 3)")
    parser.add_argument("--lease", type=int, default=3, help="seconds (default: 3)")
    parser.add_argument(
        "--patience",
        type=float,
        default=240,
        help="seconds after it in which all runs have to end (default: 240)",
    )
    parser.add_argument(
        "--clusters", action="store_true", help="whole bin/worker clusters, any process of which may be hit"
    )


def measure(
    minutes: float = 3, seed: int | None = None, runs: int = 1000, workers: int = 3, lease: int = 3,
    patience: float = 240, clusters: bool = False,
) -> list[Figure]:  # fmt: skip
    seed = SystemRandom().randrange(10**6) if seed is None else seed
    with standing() as ground:
        ground.emptied()
        storm = import_module("benchmarks.chaos.storm")
        plan = storm.Plan(
            seed=seed,
            runs=runs,
            seconds=minutes * 60,
            workers=workers,
            lease=lease,
            clusters=clusters,
            patience=patience,
        )
        aftermath = storm.blow(ground.environment, plan)
    if aftermath.problems:
        shown = "\n".join(aftermath.problems[:50])
        raise SystemExit(f"{aftermath}\n{len(aftermath.problems)} things don't hold (seed {seed}):\n{shown}")
    return aftermath.figures
