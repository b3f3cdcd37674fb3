"""Judging by criteria: what a judge must reply, how strictly it is read, and the verdict, which is computed here.

A quote that isn't in the text, a missing criterion, a score out of range or anything else that isn't as asked
makes the whole reply "not judged": that flags a piece and never passes it.

Where there are several judgements, the median of each criterion counts. `weigh` needs the scores only, so that what was
judged once can be weighed again by other terms.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting

from tenants.phrases import quoted
from workflows.engine.outcomes import Finding

BEST = 10.0
DISPUTE = "Judges disagree"
ROUNDING = 1e-6  # a mean may miss a threshold that every score meets by the way numbers are stored


class Criterion(BaseModel):
    """One thing that a piece is judged by."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    key: str = Setting(title="Key", pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    name: str = Setting(title="Name", min_length=1)
    description: str = Setting("", title="What it means")
    scale: str = Setting(
        "",
        title="What the scores mean",
        description="For example “10: every claim has its source. 5: one has none. 0: most have none.” Left empty: "
        "0 is worst, 10 is best.",
    )
    weight: float = Setting(1.0, title="Weight", gt=0, le=100)
    must_pass: bool = Setting(
        False, title="Must pass", description="Below the threshold here, the piece fails."
    )
    good: str = Setting("", title="A good example")
    bad: str = Setting("", title="A bad example")


@dataclass(frozen=True)
class Mark:
    """What a judge said of one criterion. The quote is exactly in the text, or "" for the piece as a whole."""

    score: float
    quote: str
    why: str
    suggestion: str | None


Marks = Mapping[str, Mark]
"""Criterion's key -> mark, one for every criterion."""


Scores = Mapping[str, float]
"""Criterion's key -> 0-10."""


@dataclass(frozen=True)
class Terms:
    """What scores are weighed by."""

    criteria: Sequence[Criterion]
    threshold: float
    margin: float = 0.0  # so near the threshold a judge is asked again; 0: never
    apart: float = BEST  # judgements that differ by more than this on a criterion are no verdict


@dataclass(frozen=True)
class Weighed:
    passed: bool
    overall: float  # 0-10, weighted
    scores: Scores
    low: tuple[Criterion, ...]  # below the threshold
    disputed: tuple[Criterion, ...]  # where judges are too far apart: never a pass
    is_dispute: bool  # it would pass if they agreed
    near: bool  # so near the threshold that it may have been chance
    lowest: float  # of the judgements, each weighed by itself
    highest: float


@dataclass(frozen=True)
class Verdict:
    weighed: Weighed
    findings: tuple[Finding, ...]  # the criteria below the threshold; where it fails by a dispute only, that

    @property
    def passed(self) -> bool:
        return self.weighed.passed

    @property
    def overall(self) -> float:
        return self.weighed.overall

    @property
    def scores(self) -> Scores:
        return self.weighed.scores


def schema(criteria: Sequence[Criterion]) -> dict[str, Any]:
    """An object with one entry per criterion: {"score", "quote", "why", "suggestion"}."""
    mark = {
        "score": {"type": "number", "description": "0 (worst) to 10 (best)"},
        "quote": {
            "type": "string",
            "description": "The exact words of the text that decided, copied; or empty.",
        },
        "why": {"type": "string", "description": "One or two sentences."},
        "suggestion": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "description": "What to write instead of the quote; null for no suggestion, empty to take it out.",
        },
    }
    return _closed({c.key: {**_closed(mark), "description": c.name} for c in criteria})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read(data: Any, text: str, criteria: Sequence[Criterion]) -> Marks | str:
    """The marks, or why the reply can't be used."""
    if not isinstance(data, dict):
        return "the reply was not a JSON object"
    keys = [criterion.key for criterion in criteria]
    if set(data) != set(keys):
        odd = sorted(str(key) for key in set(data) ^ set(keys))
        return f"the reply did not have exactly one entry per criterion ({', '.join(odd)[:200]})"
    marks: dict[str, Mark] = {}
    for key in keys:
        mark = _mark(data[key], text)
        if isinstance(mark, str):
            return f"the entry “{key}” {mark}"
        marks[key] = mark
    return marks


def _mark(entry: Any, text: str) -> Mark | str:
    if not isinstance(entry, dict) or set(entry) != {"score", "quote", "why", "suggestion"}:
        return "did not have exactly a score, a quote, a why and a suggestion"
    score, quote, why, suggestion = entry["score"], entry["quote"], entry["why"], entry["suggestion"]
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= BEST:
        return "had no score from 0 to 10"  # a NaN fails every comparison
    if not isinstance(why, str) or not why.strip():
        return "gave no reason"
    if not isinstance(quote, str) or not isinstance(suggestion, (str, type(None))):
        return "had a quote or a suggestion that is no text"
    found = quoted(quote, text)
    if quote.strip() and not found:
        return "quoted words that are not in the text"
    return Mark(float(score), found, why.strip(), suggestion if found else None)


def weigh(judgements: Sequence[Scores], terms: Terms) -> Weighed:
    """At least one judgement, each with a score for every criterion of the terms."""
    scores = {c.key: median(one[c.key] for one in judgements) for c in terms.criteria}
    mean = overall(scores, terms.criteria)
    each = [overall(one, terms.criteria) for one in judgements]
    low = tuple(c for c in terms.criteria if scores[c.key] < terms.threshold)
    disputed = tuple(c for c in terms.criteria if _distance(judgements, c) > terms.apart + ROUNDING)
    would_pass = mean >= terms.threshold - ROUNDING and not any(c.must_pass for c in low)
    return Weighed(
        passed=would_pass and not disputed,
        overall=mean,
        scores=scores,
        low=low,
        disputed=disputed,
        is_dispute=would_pass and bool(disputed),
        near=_near(mean, scores, terms),
        lowest=min(each),
        highest=max(each),
    )


def _distance(judgements: Sequence[Scores], criterion: Criterion) -> float:
    given = [one[criterion.key] for one in judgements]
    return max(given) - min(given)


def _near(mean: float, scores: Scores, terms: Terms) -> bool:
    """By the mean, or by a criterion that decides alone."""
    deciding = [mean, *(scores[c.key] for c in terms.criteria if c.must_pass)]
    return terms.margin > 0 and any(abs(one - terms.threshold) <= terms.margin + ROUNDING for one in deciding)


def verdict(gate: str, judgements: Sequence[Marks], terms: Terms, judges: Sequence[str] = ()) -> Verdict:
    """Of several judgements the median score counts, with the words of the judgement nearest to it. `judges`: the names
    of those who gave them, in the same order."""
    weighed = weigh([{key: mark.score for key, mark in marks.items()} for marks in judgements], terms)
    if weighed.is_dispute:
        return Verdict(weighed, tuple(_dispute(gate, c, judgements, judges) for c in weighed.disputed))
    marks = {c.key: _middle([marks[c.key] for marks in judgements]) for c in weighed.low}
    return Verdict(weighed, tuple(_finding(gate, c, marks[c.key]) for c in weighed.low))


def _dispute(gate: str, criterion: Criterion, judgements: Sequence[Marks], judges: Sequence[str]) -> Finding:
    names = [*judges, *(f"judge {n}" for n in range(len(judges) + 1, len(judgements) + 1))]
    gave = [
        f"{name} gave {marks[criterion.key].score:g}" for name, marks in zip(names, judgements, strict=True)
    ]
    why = f"Judges are too far apart on “{criterion.name}”: {', '.join(gave)}."
    return Finding(gate, DISPUTE, why, quote=_middle([m[criterion.key] for m in judgements]).quote)


def _middle(marks: list[Mark]) -> Mark:
    middle = median(mark.score for mark in marks)
    nearest = min(marks, key=lambda mark: (abs(mark.score - middle), mark.score))
    return Mark(middle, nearest.quote, nearest.why, nearest.suggestion)


def overall(scores: Mapping[str, float], criteria: Sequence[Criterion]) -> float:
    """The weighted mean, 0-10."""
    total = math.fsum(c.weight for c in criteria)
    return round(math.fsum(scores[c.key] * c.weight for c in criteria) / total, 6)


def _finding(gate: str, criterion: Criterion, mark: Mark) -> Finding:
    return Finding(
        gate=gate,
        criterion=criterion.name,
        why=mark.why,
        quote=mark.quote,
        suggestion=mark.suggestion,
        score=mark.score,
        must_pass=criterion.must_pass,
    )
