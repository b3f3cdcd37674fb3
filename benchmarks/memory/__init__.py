"""How fast and how well a client's memory is recalled: among many others, beside numpy and other vector stores.

Clients overlap completely: every client's vectors come from the same regions, which is the hardest case. All queries
of ours go through the product's own statement, as the app's own role, with row-level security on.
"""

from argparse import ArgumentParser
from collections.abc import Sequence

from benchmarks import weather
from benchmarks.executor.stage import says
from benchmarks.figures import Figure
from benchmarks.ground import standing
from benchmarks.memory.crowd import Crowd

PEERS = ("sqlite_vec", "lancedb", "chroma")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--peers", nargs="*", choices=PEERS, help="others beside ours: all, or those that are named"
    )
    parser.add_argument(
        "--passages",
        type=int,
        default=500_000,
        help="how many in all (default: 500,000; some minutes to fill)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="20,000 passages: whether it works, not how fast"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="for each size at most (default: 20)")
    parser.add_argument("--only", choices=("quality", "speed"), help="one part")


def measure(
    peers: Sequence[str] | None = None,
    passages: int = 500_000,
    quick: bool = False,
    seconds: float = 20.0,
    only: str | None = None,
) -> list[Figure]:
    with standing() as ground:
        from benchmarks.memory import quality, speed  # both touch models, which Django has to know first

        note, figures = weather.told(), []
        if only != "speed":
            ground.emptied()
            figures += _shown(quality.measure(note))
        if only != "quality":
            ground.emptied()
            crowd = Crowd.of(20_000 if quick else passages)
            figures += _shown(
                speed.measure(ground, crowd, PEERS if peers == [] else peers or (), seconds, note)
            )
    return figures


def _shown(figures: list[Figure]) -> list[Figure]:
    says(*map(str, figures))
    return figures
