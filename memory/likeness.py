"""How much two texts say the same, by the triples of words that they share. Pure."""

from re import findall

from tenants import scripts

Triples = frozenset[tuple[str, ...]]
LEAST = 20  # triples: shorter texts share a few by chance


def triples(text: str) -> Triples:
    """Of fewer than three words: those words, as one."""
    words = findall(r"\w+", scripts.apart(text.lower()))
    return frozenset(tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1)))


def share(ours: Triples, theirs: Triples) -> float:
    """Of the shorter one's triples, how many the other has too: 0 to 1. Too short to tell is 0."""
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter >= LEAST else 0.0
