"""Earlier rounds of a piece: each can be read, and compared word by word with any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString

from memory.prose import diffing
from memory.prose.rendering import render
from reviews.desk import SINK
from reviews.models import Review
from workflows.models import Attempt

OWN = "own"  # the reviewer's own text, as it stands now
VIEWS = {"inline": "In one text", "sides": "Side by side", "read": "Only read"}


@dataclass(frozen=True)
class Round:
    key: str  # its number, or OWN
    name: str
    text: str
    at: datetime | None = None
    why: str = ""  # why it wasn't the last


@dataclass(frozen=True)
class Comparison:
    rounds: Sequence[Round]
    old: Round
    new: Round
    view: str

    @property
    def inline(self) -> SafeString:
        return diffing.diff(self.old.text, self.new.text, sink=SINK)

    @property
    def amount(self) -> diffing.Amount:
        return diffing.amount(self.old.text, self.new.text)

    @property
    def sides(self) -> list[diffing.Row]:
        return diffing.sides(self.old.text, self.new.text, sink=SINK)

    @property
    def read(self) -> SafeString:
        return render(self.new.text, sink=SINK)

    @property
    def views(self) -> Mapping[str, str]:
        return VIEWS


def of(review: Review) -> list[Round]:
    """Oldest first, this review's own text last."""
    earlier = _drafts(review) if len(review.writers) == 1 else _reviews(review)
    now = Round(str(review.round), f"Round {review.round}", review.text, review.opened_at)
    return [*earlier, now]


def compare(
    review: Review, asked: Mapping[str, Any], own: str = "", name: str = "Your text now"
) -> Comparison:
    """`asked`: `from`, `to` and `view` of an address; what isn't there is taken for the last two texts. `own`: a text
    that was made of this round's."""
    rounds = of(review)
    if own and own != review.text:
        rounds.append(Round(OWN, name, own))
    named = {each.key: each for each in rounds}
    new = named.get(str(asked.get("to", "")), rounds[-1])
    before = [each for each in rounds if each.key != new.key]
    old = named.get(str(asked.get("from", "")), before[-1] if before else new)
    view = str(asked.get("view", ""))
    return Comparison(rounds, old, new, view if view in VIEWS else "inline")


def _drafts(review: Review) -> list[Round]:
    """What the step that wrote this piece wrote before."""
    [(key, number)] = review.writers
    written = Attempt.objects.filter(run_id=review.run_id, key=key, item=_item(review, key, number))
    rows = list(written.filter(state=Attempt.State.PASSED, number__lte=number).order_by("number"))
    return [_round(review, row, later.pk) for row, later in pairwise(rows)]


def _round(review: Review, row: Attempt, end: int) -> Round:
    text = str(row.output.get("text", ""))
    return Round(str(row.number), f"Round {row.number}", text, row.finished_at, _why(review, row.pk, end))


def _item(review: Review, key: str, number: int) -> int | None:
    mine = Attempt.objects.filter(run_id=review.run_id, key=key, number=number)
    same = mine.filter(item=review.attempt.item).exists()
    return review.attempt.item if same else None


def _reviews(review: Review) -> list[Round]:
    same = Review.objects.filter(
        run_id=review.run_id, step_key=review.step_key, attempt__item=review.attempt.item
    )
    rows = same.filter(round__lt=review.round).order_by("opened_at")
    return [Round(str(row.round), f"Round {row.round}", row.text, row.opened_at) for row in rows]


def _why(review: Review, start: int, end: int) -> str:
    """What was said of a draft between its end and the next one's beginning."""
    rows = Attempt.objects.filter(
        run_id=review.run_id, state=Attempt.State.REJECTED, pk__gt=start, pk__lt=end
    )
    said = [f"“{row.note}”" for row in rows if row.by_person and row.note]
    found = [finding["criterion"] for row in rows if not row.by_person for finding in row.findings]
    return " ".join([*said, ", ".join(dict.fromkeys(found))]).strip()
