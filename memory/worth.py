"""Which approved pieces are the better examples. Pure: how a piece was approved in, a number and its reason out."""

from dataclasses import dataclass

HALF_LIFE = 180  # days after which being recent counts half
MOST = 0.1  # of its score that a sample's worth can add or take: what fits the brief stays first
ALONE = 0.7  # of what a person's approval without edits is worth: every gate let it pass, nobody read it
UNMARKED = 0.7  # taken for the gates' marks where none gave any


@dataclass(frozen=True)
class Approval:
    by_person: bool
    edit_share: float  # of its words, 0 to 1
    score: float | None  # the gates', 0 to 10
    age: float  # days


def worth(approval: Approval) -> float:
    """0 to 1: three fifths how it was approved, a fifth the gates' marks, a fifth how recent it is. An edit of half
    of the words leaves nothing of the first."""
    accepted = max(0.0, 1 - 2 * approval.edit_share) if approval.by_person else ALONE
    marks = UNMARKED if approval.score is None else min(max(approval.score / 10, 0.0), 1.0)
    recent = 0.5 ** (max(approval.age, 0.0) / HALF_LIFE)
    return 0.6 * accepted + 0.2 * marks + 0.2 * recent


def lifted(score: float, worth: float) -> float:
    """A passage's score with its sample's worth in it; a worth of a half changes nothing."""
    return min(1.0, score * (1 + MOST * (2 * worth - 1)))


def reason(approval: Approval) -> str:
    """“approved as it was, 3 days ago, 8.4 of 10 by the gates”."""
    marks = "" if approval.score is None else f", {approval.score:.1f} of 10 by the gates"
    return f"{_how(approval)}, {_ago(approval.age)}{marks}"


def _how(approval: Approval) -> str:
    if not approval.by_person:
        return "passed every gate by itself"
    if approval.edit_share == 0:
        return "approved as it was"
    return f"approved with {max(1, round(100 * approval.edit_share))} % of its words edited"


def _ago(days: float) -> str:
    whole = int(max(days, 0))
    return "today" if whole == 0 else "yesterday" if whole == 1 else f"{whole} days ago"
