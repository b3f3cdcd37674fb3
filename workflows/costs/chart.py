"""The charts of a month, day by day, and of the months up to it: where their columns stand. Pure; templates draw."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workflows.costs.words import Cost, dollars

WIDE, TALL, GAP = 24, 120, 6  # of a day with the gap behind it; of the chart
MONTH = 60  # of a month


@dataclass(frozen=True)
class Column:
    day: date
    cost: Cost
    x: int
    top: int
    tall: int
    width: int = WIDE - GAP

    mark: str = ""  # below it, where there is room for one
    name: str = ""  # of its day or month

    @property
    def words(self) -> str:
        return f"{self.name}: {self.cost}"


@dataclass(frozen=True)
class Chart:
    columns: tuple[Column, ...]
    most: str  # what its full height stands for
    wide: int = WIDE

    @property
    def width(self) -> int:
        return self.wide * len(self.columns) - GAP

    @property
    def told(self) -> list[Column]:
        """The days on which anything was asked."""
        return [column for column in self.columns if column.cost.calls]


def of_months(months: Mapping[date, Cost]) -> Chart:
    """`months` in their order."""
    most = _most(months)
    columns = [_column(n, day, cost, most, MONTH) for n, (day, cost) in enumerate(months.items())]
    named = (replace(each, name=f"{each.day:%B %Y}", mark=f"{each.day:%b}") for each in columns)
    return Chart(tuple(named), dollars(most), MONTH)


def of_month(month: date, days: Mapping[date, Cost]) -> Chart:
    last = calendar.monthrange(month.year, month.month)[1]
    dates = [month.replace(day=number) for number in range(1, last + 1)]
    most = _most(days)
    columns = [_column(n, day, days.get(day, Cost()), most, WIDE) for n, day in enumerate(dates)]
    named = (replace(each, name=f"{each.day:%-d %B}", mark=_mark(each.day.day)) for each in columns)
    return Chart(tuple(named), dollars(most))


def _mark(day: int) -> str:
    return str(day) if day == 1 or day % 5 == 0 else ""


def _most(costs: Mapping[date, Cost]) -> Decimal:
    return max((cost.known for cost in costs.values()), default=Decimal(0))


def _column(number: int, day: date, cost: Cost, most: Decimal, wide: int) -> Column:
    """What cost anything is seen, however little."""
    tall = max(2, round(TALL * cost.known / most)) if most and cost.known else 0
    return Column(day, cost, number * wide, TALL - tall, tall, wide - GAP)
