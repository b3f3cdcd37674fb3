"""Whether a revision answered what was found: each earlier finding against what the same gate says of the new round.

Nobody is asked for it. A criterion has a score before and after, a rule is broken again or isn't, and quoted words are
still there or are gone. Where nothing of that can be told yet, it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median
from typing import Literal

from workflows.engine import rounds
from workflows.engine.attempts import Attempt, Series
from workflows.engine.history import History
from workflows.engine.kinds import role
from workflows.engine.outcomes import Finding

Became = Literal["addressed", "open", "worse", "unknown"]
WORDS = {"addressed": "addressed", "open": "not addressed", "worse": "made worse", "unknown": "not known"}


@dataclass(frozen=True)
class Checked:
    """What became of one finding in the next round."""

    finding: Finding
    became: Became
    why: str  # a sentence with the facts

    @property
    def words(self) -> str:
        return WORDS[self.became]


@dataclass(frozen=True)
class Change:
    """Two rounds of a text, and what a gate says of each."""

    text: tuple[str, str]
    before: Sequence[Finding]
    after: Attempt | None  # None: it hasn't looked at the new round


def revised(history: History, series: Series, number: int) -> int | None:
    """The round that this attempt answers; None: it is no revision."""
    attempt = history.get(series, number)
    answers = attempt.consumed.get(series[0]) if attempt else None
    return answers[0] if answers else None


def checked(history: History, series: Series, number: int) -> tuple[Checked, ...]:
    """Every finding that an attempt answers, in the order in which it was told of them."""
    made, before = history.get(series, number), revised(history, series, number)
    previous = history.get(series, before) if before is not None else None
    if made is None or previous is None or made.state != "passed":
        return ()
    asked = _asked(history, made, previous)
    after = {a.key: a for a in rounds.verdicts(history, series, number) if a.state in ("passed", "rejected")}
    texts = (_text(previous), _text(made))
    return tuple(_checked(history, f, Change(texts, asked, after.get(f.gate))) for f in asked)


def _asked(history: History, made: Attempt, previous: Attempt) -> list[Finding]:
    """What it was told, so by what stood when it began: a gate may have taken its word back since."""
    before = takewhile(lambda one: one is not made, history.attempts)
    then = History(history.definition, before)
    asked = rounds.rejections(then, previous.series, previous.number)
    return [finding for rejection in asked for finding in rejection.findings]


def _text(attempt: Attempt) -> str:
    return str(attempt.output.get("text", ""))


def _checked(history: History, finding: Finding, change: Change) -> Checked:
    step = history.graph.steps.get(finding.gate)
    is_gate = step is not None and role(step.kind) == "gate"
    if is_gate and change.after is None:
        return Checked(finding, "unknown", "It hasn’t been judged again yet.")
    if step is not None and step.kind == "rubric" and finding.score is not None:
        became = _by_score(finding, step.read, change)
    elif is_gate and change.after and change.after.best_of is None:
        became = _by_rule(finding, change.before, change.after.findings)
    else:
        became = None
    return became or _by_words(finding, *change.text)


def _by_score(finding: Finding, settings: object, change: Change) -> Checked | None:
    """By the same criterion's score; None where it was not judged."""
    criteria = getattr(settings, "criteria", ())
    key = next((c.key for c in criteria if c.name == finding.criterion), "")
    now = _scores(change.after).get(key) if change.after else None
    was = finding.score
    if now is None or was is None:
        return None
    told = f"{was:g} before, {now:g} now."
    if now >= getattr(settings, "threshold", 0.0):
        return Checked(finding, "addressed", told)
    return Checked(finding, "worse" if now < was else "open", told)


def _scores(attempt: Attempt) -> dict[str, float]:
    """What was given to the round that it judged itself, whichever it named as the best."""
    if attempt.best_of is None or not attempt.judgements:
        return dict(attempt.scores)
    given = [one.scores for one in attempt.judgements]
    return {key: median(one[key] for one in given) for key in given[0]}


def _by_rule(finding: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> Checked:
    """By the places where the same rule is broken now."""
    was, now = (_same_rule(finding, found) for found in (before, after))
    if len(now) > len(was):
        return Checked(finding, "worse", f"Found {_times(len(now))}, before {_times(len(was))}.")
    again = any(_alike(finding.quote, other.quote) for other in now) if finding.quote else bool(now)
    return (
        Checked(finding, "open", "Found again.")
        if again
        else Checked(finding, "addressed", "Not found any more.")
    )


def _same_rule(finding: Finding, found: Sequence[Finding]) -> list[Finding]:
    return [f for f in found if (f.gate, f.criterion) == (finding.gate, finding.criterion)]


def _by_words(finding: Finding, before: str, after: str) -> Checked:
    if not finding.quote:
        return Checked(finding, "unknown", "Nothing in the text can tell.")
    was, now = (_plain(text).count(_plain(finding.quote)) for text in (before, after))
    if not now:
        return Checked(finding, "addressed", "The words are gone.")
    if now > was:
        return Checked(finding, "worse", f"The words stand there {_times(now)}, before {_times(was)}.")
    return Checked(finding, "open", "The words are still there.")


def _alike(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
