"""The stand-in's judgement: one measure per criterion, chosen by the criterion's own words. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.providers.offline import signs
from workflows.providers.offline.measures import MEASURES, Judgement, Look, Measure, overall

# Words of a criterion's key or name, then of its description -> the measure that fits. The first wins.
_WORDS: Mapping[str, str] = {
    "opening": "opening opens hook lead headline start begins first answers",
    "claims": "claim claims source sources sourced superlatives proof honest promise legal supported "
    "invented evidence medicine halo",
    "action": "action cta invitation invite ask ending doable instructions",
    "facts": "fact facts factual specific specifics detail details concrete accurate accuracy faithful",
    "tone": "tone voice brand vocabulary word words style sounds understatement selling sell hype adjectives",
    "clear": "plain clear clarity readable readability reading sentence sentences simple easy follow loud",
    "structure": "structure shape order heading headings scan skim length long short tight",
    "fresh": "original originality fresh repeated repetition repeats new",
    "reader": "audience reader readers relevant relevance useful usefulness value benefit",
}
WORDS = {name: frozenset(words.split()) for name, words in _WORDS.items()}


def judgements(look: Look, criteria: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One answer per criterion: criterion, score, quote, why, suggestion."""
    return [_answer(criterion, _judge(look, criterion)) for criterion in criteria]


def _judge(look: Look, criterion: Mapping[str, Any]) -> Judgement:
    return _against_bad_example(look, str(criterion.get("bad", ""))) or measure(criterion)(look)


def measure(criterion: Mapping[str, Any]) -> Measure:
    for text in (
        f"{criterion.get('key', '')} {criterion.get('name', '')}",
        str(criterion.get("description", "")),
    ):
        said = re.split(r"[\W_]+", text.lower())
        for name, its_words in WORDS.items():
            if its_words.intersection(said):
                return MEASURES[name]
    return overall


def _against_bad_example(look: Look, bad: str) -> Judgement | None:
    """A phrase that the criterion quotes as bad and that stands in the piece."""
    for phrase in re.findall(r"[“\"]([^”\"]{4,})[”\"]", bad):
        if quote := signs.sentence_with(look.piece, phrase.rstrip(".!")):
            return Judgement(4.0, f"“{phrase}” is what this criterion calls a bad example.", quote)
    return None


def _answer(criterion: Mapping[str, Any], judgement: Judgement) -> dict[str, Any]:
    return {
        "criterion": str(criterion.get("key", "")),
        "score": round(min(max(judgement.score, 0.0), 10.0), 1),
        "quote": judgement.quote,
        "why": judgement.why,
        "suggestion": judgement.suggestion,
    }
