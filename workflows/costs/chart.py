"""The chart of a month, day by day: where its columns stand. A template draws them. Pure."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.costs.words import Cost, dollars

WIDE, TALL, GAP = 24, 120, 6  # of a column with the gap behind it; of the chart


@dataclass(frozen=True)
class Column:
    day: date
    cost: Cost
    x: int
    top: int
    tall: int
    width: int = WIDE - GAP

    @property
    def words(self) -> str:
        return f"{self.day:%-d %B}: {self.cost}"


@dataclass(frozen=True)
class Chart:
    columns: tuple[Column, ...]
    most: str  # what its full height stands for

    @property
    def width(self) -> int:
        return WIDE * len(self.columns) - GAP

    @property
    def told(self) -> list[Column]:
        """The days on which anything was asked."""
        return [column for column in self.columns if column.cost.calls]


def of_month(month: date, days: Mapping[date, Cost]) -> Chart:
    last = calendar.monthrange(month.year, month.month)[1]
    dates = [month.replace(day=number) for number in range(1, last + 1)]
    most = max((cost.known for cost in days.values()), default=Decimal(0))
    columns = (_column(n, day, days.get(day, Cost()), most) for n, day in enumerate(dates))
    return Chart(tuple(columns), dollars(most))


def _column(number: int, day: date, cost: Cost, most: Decimal) -> Column:
    """What cost anything is seen, however little."""
    tall = max(2, round(TALL * cost.known / most)) if most and cost.known else 0
    return Column(day, cost, number * WIDE, TALL - tall, tall)
