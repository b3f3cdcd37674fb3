"""How much two texts say the same, by the triples of words that they share. Pure."""

from re import findall

Triples = frozenset[tuple[str, ...]]
LEAST = 20  # triples: shorter texts share a few by chance


def triples(text: str) -> Triples:
    words = findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def share(ours: Triples, theirs: Triples) -> float:
    """Of the shorter one's triples, how many the other has too: 0 to 1. Too short to tell is 0."""
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter >= LEAST else 0.0
