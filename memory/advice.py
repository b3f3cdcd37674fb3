"""Which lessons say nearly the same, and which seem to say the opposite. Pure, and plain heuristics: they look at
words, so they miss what is said in other words and may point at two that go together. A person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from tenants import phrases

NEAR = 0.7  # share of the words of both that both have
WORD = re.compile(r"\w+")
FORBIDS = frozenset(
    WORD.findall(
        "never not no don t dont avoid without stop skip omit leave isn aren doesn shouldn mustn nor cannot"
    )
)
FILLING = frozenset(
    WORD.findall(
        "a an the and or of to in on at for with by as is are be it its this that we our you your they their always "
        "do does use uses using write writes say says should must please only instead rather than when where"
    )
)


@dataclass(frozen=True)
class Advice:
    """A lesson as this module looks at it."""

    id: int
    rule: str
    write: str = ""
    avoid: str = ""
    language: str = ""

    @cached_property
    def stems(self) -> frozenset[str]:
        return phrases.stems(f"{self.rule} {self.write}", self.language)

    @cached_property
    def avoided(self) -> frozenset[str]:
        return phrases.stems(self.avoid, self.language)

    # Every pair is looked at, so what is known of one is worked out once.
    @cached_property
    def subject(self) -> frozenset[str]:
        """The words that its rule is about, without plural endings."""
        return frozenset(
            word.removesuffix("s") for word in _words(self.rule) if word not in FORBIDS | FILLING
        )

    @cached_property
    def forbids(self) -> bool:
        return not FORBIDS.isdisjoint(_words(self.rule))

    @cached_property
    def wants(self) -> frozenset[str]:
        return frozenset({self.write.casefold().strip()} - {""})

    @cached_property
    def shuns(self) -> frozenset[str]:
        return frozenset({self.avoid.casefold().strip()} - {""})


@dataclass(frozen=True)
class Pair:
    one: Advice
    other: Advice
    why: str


def contradictions(lessons: Sequence[Advice]) -> list[Pair]:
    """Pairs that give opposite advice on the same words."""
    found = ((one, other, _opposed(one, other)) for one, other in combinations(lessons, 2))
    return [Pair(one, other, why) for one, other, why in found if why]


def duplicates(lessons: Sequence[Advice]) -> list[Pair]:
    """Pairs with the same words to write and avoid, or with nearly the same sentence; none that contradict."""
    found = ((one, other, _repeated(one, other)) for one, other in combinations(lessons, 2))
    return [Pair(one, other, why) for one, other, why in found if why and not _opposed(one, other)]


def _opposed(one: Advice, other: Advice) -> str:
    for words in one.wants & other.shuns | other.wants & one.shuns:
        return f"One wants “{words}”, the other avoids it."
    for asks, writes in ((one, other), (other, one)):
        if asks.avoid and asks.avoided <= writes.stems and _uses(writes, asks.avoid):
            return f"One avoids “{asks.avoid}”, the other writes it."
    if one.forbids != other.forbids and _are_near(one, other):
        return "They are about the same words, and only one of them says no."
    return ""


def _uses(lesson: Advice, words: str) -> bool:
    """In any form. A rule that says no, or avoids the same words, only names them."""
    if lesson.avoid and phrases.has(words, lesson.avoid, lesson.language):
        return False
    rule = "" if lesson.forbids else lesson.rule
    return any(phrases.has(words, text, lesson.language) for text in (rule, lesson.write))


def _repeated(one: Advice, other: Advice) -> str:
    if one.avoid and (one.wants, one.shuns) == (other.wants, other.shuns):
        return "They concern the same words."
    return "They say nearly the same." if _are_near(one, other) else ""


def _words(rule: str) -> list[str]:
    return WORD.findall(rule.casefold())


def _are_near(one: Advice, other: Advice) -> bool:
    ours, theirs = one.subject, other.subject
    return bool(ours) and len(ours & theirs) / max(len(ours | theirs), 1) >= NEAR
