"""How good is what passes by itself? Measured by the pieces that an audit drew for a person, and not believed.

A review that is set to look at a share of what no gate flagged notes its draw with each such piece (Attempt.draw). Of
those that a person then decided on, some were approved without a change: their share, with the interval in which it
lies for all pieces, whether a person saw them or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from uuid import UUID

from django.db.models import QuerySet

from workflows.models import Attempt, Workflow

SURE = 1.96  # standard deviations: 95 of 100 such intervals hold the true share


@dataclass(frozen=True)
class Estimate:
    """Of one workflow and period. Shares are between 0 and 1."""

    unflagged: int  # pieces that no gate had flagged and that could be drawn
    drawn: int
    decided: int
    approved: int  # of those, as they were

    @property
    def share(self) -> float:
        return self.approved / self.decided if self.decided else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.approved, self.decided)

    @property
    def percents(self) -> tuple[int, int, int]:
        """The share, and the ends of its interval."""
        low, high = self.interval
        return round(100 * self.share), round(100 * low), round(100 * high)

    @property
    def width(self) -> int:
        """Of the interval, in percent."""
        _, low, high = self.percents
        return high - low


def of_late(workflow: Workflow, now: datetime) -> list[tuple[int, Estimate]]:
    """(days, what they say) for a month, a quarter and a year up to now."""
    year = list(_could_be_drawn(workflow, now - timedelta(days=365), now))
    starts = [(days, now - timedelta(days=days)) for days in (30, 90, 365)]
    return [(days, _told(row for row in year if row.started_at >= since)) for days, since in starts]


def estimate(workflow: Workflow, since: datetime, until: datetime) -> Estimate:
    """The share of unflagged pieces that people approve without edits. Trials aren't counted."""
    return _told(_could_be_drawn(workflow, since, until))


def _could_be_drawn(workflow: Workflow, since: datetime, until: datetime) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(
        run__version__workflow=workflow, run__trial__isnull=True, started_at__gte=since, started_at__lt=until
    ).exclude(draw="")
    return rows.order_by("id").only(
        "run", "key", "item", "draw", "state", "by_person", "edited", "started_at"
    )


def _told(rows: Iterable[Attempt]) -> Estimate:
    pieces = _each_once(rows)
    drawn = [row for row in pieces if row.draw == "hit"]
    decided = [row for row in drawn if row.by_person]
    return Estimate(len(pieces), len(drawn), len(decided), sum(map(_as_it_was, decided)))


def _each_once(rows: Iterable[Attempt]) -> list[Attempt]:
    """A piece that came again counts by the first decision on it: what followed was another text."""
    pieces: dict[tuple[UUID, str, int | None], Attempt] = {}
    for row in rows:
        piece = (row.run_id, row.key, row.item)
        if piece not in pieces or not pieces[piece].by_person:
            pieces[piece] = row
    return list(pieces.values())


def _as_it_was(row: Attempt) -> bool:
    return row.state == Attempt.State.PASSED and not row.edited


def wilson(successes: int, trials: int, deviations: float = SURE) -> tuple[float, float]:
    """The interval of a share, after Wilson (1927): honest for small numbers and for shares of 0 and 1."""
    if not trials:
        return 0.0, 1.0
    share, spread = successes / trials, deviations**2 / trials
    middle = share + spread / 2
    around = deviations * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - around) / (1 + spread)), min(1.0, (middle + around) / (1 + spread))
