"""Words that speak to whoever judges the text, and not to its reader.

Nothing in a text can be proved harmless to a model. What code can tell for certain is that some words are meant for a
judge: a wish for a score, an order to set the criteria aside, our own reply's keys, a line that looks like the border
between the material and the instructions. Such a text isn't judged by a model at all: a person sees it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from workflows.engine.checks import addressing, folding
from workflows.engine.outcomes import Finding

NAME = "Addresses the judge"
LONGEST_QUOTE = 200
MOST = 10  # findings: more of them say no more
HIDDEN = re.compile(
    "(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007e]{4,}|[\u202d\u202e][^\u202c\n]{0,80}"
)
"""Letters that nothing shows (flags of regions begin with a black flag), and text that is shown backwards."""
UNSEEN = "Letters that no reader sees, or not in the order in which a model reads them."
PACKED = "Packed words that speak to whoever judges the piece."


def addressed(gate: str, text: str, keys: Iterable[str] = ()) -> list[Finding]:
    """A finding for each place, with its words exactly as they stand there. `keys`: of the criteria."""
    places = _apart(sorted(_places(text, tuple(keys)), key=lambda place: (place[0], -place[1])))
    quotes = dict.fromkeys((text[start:end].strip()[:LONGEST_QUOTE], why) for start, end, why in places)
    return [Finding(gate, NAME, why, quote=quote, must_pass=True) for quote, why in quotes if quote][:MOST]


def _places(text: str, keys: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    yield from ((found.start(), found.end(), UNSEEN) for found in HIDDEN.finditer(text))
    patterns = (*addressing.PATTERNS, *addressing.of_criteria(keys))
    for view in folding.views(text):
        for pattern, why in patterns:
            for found in pattern.finditer(view.text):
                yield view.places[found.start()], view.places[found.end() - 1] + 1, why
    for packed, said in folding.unpacked(text):
        if any(pattern.search(view.text) for view in folding.views(said) for pattern, _ in patterns):
            start = text.index(packed)
            yield start, start + len(packed), PACKED


def _apart(places: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Of places that overlap, the first."""
    end = -1
    for place in places:
        if place[0] >= end:
            end = place[1]
            yield place
