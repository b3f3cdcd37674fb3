"""Sentences that two texts have in common but for their figures: “12 rooms” here, “14 rooms” there. Pure."""

from collections import defaultdict
from re import findall, split

Pair = tuple[str, str]
WORDS = 2  # of four letters and more: a sentence with fewer says too little to be recognised
MOST = 20  # pairs, of two texts


def otherwise(ours: str, theirs: str) -> list[Pair]:
    """(our sentence, theirs) for each statement whose figures differ. What a text itself says more than once with other
    figures is a list, as of rooms and their prices, and contradicts nothing."""
    mine, others = _statements(ours), _statements(theirs)
    both = (key for key in mine if key in others)
    pairs = [(mine[key], others[key]) for key in both if _differ(mine[key], others[key])]
    return pairs[:MOST]


def _statements(text: str) -> dict[frozenset[str], str]:
    """Sentences with a figure, by their words; only those whose words stand there once."""
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for sentence in split(r"(?<=[.!?])\s+|\n+", text):
        key = frozenset(word.lower() for word in findall(r"[^\W\d_]{4,}", sentence))
        if len(key) >= WORDS and _figures(sentence):
            found[key].append(sentence.strip())
    return {key: said[0] for key, said in found.items() if len({_figures(each) for each in said}) == 1}


def _differ(ours: str, theirs: str) -> bool:
    """Each has a figure that the other doesn't have; one that only says more is no contradiction."""
    return bool(_figures(ours) - _figures(theirs) and _figures(theirs) - _figures(ours))


def _figures(sentence: str) -> frozenset[str]:
    return frozenset(figure.replace(",", "") for figure in findall(r"\d+(?:[.,:]\d+)*", sentence))
