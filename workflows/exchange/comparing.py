"""What is different between a workflow and a file: first in sentences, then line by line."""

import difflib

from workflows.changes import changes
from workflows.exchange.exporting import as_text
from workflows.exchange.material import Material

WORDS = {
    "name": "The name",
    "purpose": "The purpose",
    "cadence": "How often it runs",
    "minutes_by_hand": "Minutes by hand",
}


def sentences(before: Material, after: Material) -> list[str]:
    about = [
        f"{words}: changed." for name, words in WORDS.items() if getattr(before, name) != getattr(after, name)
    ]
    return about + changes(before.definition, after.definition)


def lines(before: Material, after: Material, names: tuple[str, str]) -> str:
    """A unified diff; "" where nothing is different."""
    old, new = (as_text(one).splitlines() for one in (before, after))
    return "\n".join(difflib.unified_diff(old, new, *names, lineterm="", n=3))
