"""What the executor carries, how fast and at what cost, beside the disk's own limit and other executors.

Each part is a file in `parts/`; `--only NAME` runs one. All of it runs on a durable Postgres of its own, through the
doors that everybody uses: runs by the intake, workers as processes, models by the vendors' SDKs over HTTP.
"""

from argparse import ArgumentParser
from importlib import import_module

from benchmarks.executor.stage import Stage, says
from benchmarks.figures import Figure
from benchmarks.ground import standing

PARTS = {
    name: f"benchmarks.executor.parts.{name}"
    for name in ("throughput", "lone", "models", "pickup", "newsletter", "fairness", "killed", "flat")
}


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--peers", action="store_true", help="measure DBOS and LangGraph too, beside ours")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument(
        "--full", action="store_true", help="up to 1,000,000 finished runs in the tables (minutes)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="a twentieth of the work: whether it works, not how fast"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often; the median counts (default: 3)")


def measure(
    peers: bool = False, only: str | None = None, full: bool = False, rounds: int = 3, quick: bool = False
) -> list[Figure]:
    figures: list[Figure] = []
    with standing() as ground:
        stage = Stage(ground, peers=peers, full=full, rounds=rounds, quick=quick)
        for name in [only] if only else PARTS:
            says(f"executor: {name} …")
            ground.emptied()
            found = import_module(PARTS[name]).measure(stage)
            says(*map(str, found))
            figures += found
    return figures
