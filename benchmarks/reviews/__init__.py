"""How long the review page takes on the server for 5,000 words with 60 findings, two rounds, a draft and comments.

The whole request, as the portal serves it: sign-in, access, queries as the app's own role with row-level security on,
marking, comparing, templates. In one process with nothing else in it, and without the network.
"""

from benchmarks import pages, weather
from benchmarks.figures import Figure
from benchmarks.ground import standing
from benchmarks.pages import add_options

__all__ = ["add_options", "measure"]

OPENING = "opening it"
GOAL = 150.0  # ms


def measure(rounds: int = 15, profile: bool = False) -> list[Figure]:
    with standing() as ground:
        from benchmarks import house  # touches models, which Django has to know first
        from benchmarks.reviews import desk

        ground.emptied()
        note = weather.told()
        page = desk.laid()
        if profile:
            house.profiled(page.open)
        acts = {
            OPENING: page.open, "answering a finding": page.answer, "keeping the draft": page.keep,
            "two rounds side by side": page.compare,
        }  # fmt: skip
        return pages.figures(acts, {OPENING: GOAL}, rounds, note)
