"""How long the pages of a workflow of 30 steps take on the server: its diagram, two versions compared, handoff, PDF.

Whole requests, as the admin serves them: sign-in, access, queries as the app's own role with row-level security on,
layout, templates. In one process with nothing else in it, without the network; a PDF is set in a process of its own.
"""

from benchmarks import pages, weather
from benchmarks.figures import Figure
from benchmarks.ground import standing
from benchmarks.pages import add_options

__all__ = ["add_options", "measure"]

OPENING = "the workflow’s page with its diagram"
GOAL = 200.0  # ms


def measure(rounds: int = 15, profile: bool = False) -> list[Figure]:
    with standing() as ground:
        from benchmarks import house  # touches models, which Django has to know first
        from benchmarks.authoring import studio

        ground.emptied()
        note = weather.told()
        desk = studio.laid()
        if profile:
            house.profiled(desk.open)
        acts = {
            OPENING: desk.open, "one step’s form in it": desk.step, "two versions compared": desk.compare,
            "the handoff page": desk.handoff, "its PDF": desk.paper, "its pack": desk.pack,
        }  # fmt: skip
        return pages.figures(acts, {OPENING: GOAL}, rounds, note)
