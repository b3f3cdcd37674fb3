from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from reviews.charts import Bar, bars
from reviews.numbers import Month, months
from reviews.page import PortalRequest, portal, show
from tenants.models import Client


@dataclass(frozen=True)
class Figure:
    """One number of this month against the last, and how it went before."""

    name: str
    said: str
    change: str
    about: str
    bars: list[Bar]


@require_safe
@portal
def numbers(request: PortalRequest) -> HttpResponse:
    clients = list(Client.objects.all())
    sent = request.GET.get("client", "")
    client = next((each for each in clients if str(each.pk) == sent), None) if len(clients) > 1 else None
    found = months(now(), [each.pk for each in ([client] if client else clients)])
    facts = {
        "place": "numbers",
        "clients": clients if len(clients) > 1 else [],
        "chosen": client,
        "figures": _figures(found) if any(month.pieces or month.approving for month in found) else [],
        "month": found[-1].start,
    }
    return show(request, "numbers", facts, client=client)


def _figures(found: list[Month]) -> list[Figure]:
    before, this = found[-2:]
    return [
        Figure(
            "Pieces",
            f"{this.pieces:,}",
            _difference(this.pieces, before.pieces),
            "put into the library this month",
            bars([(_name(month), f"{month.pieces:,}", month.pieces) for month in found]),
        ),
        Figure(
            "Passed without editing",
            _percent(this.share),
            _difference(this.share, before.share, " points"),
            "of this month’s pieces: as they were written, nobody edited them or sent them back",
            bars([(_name(month), _percent(month.share), month.share) for month in found]),
        ),
        Figure(
            "Time to approve",
            lasting(this.approving),
            _quicker(this.approving, before.approving),
            "on average, from when a piece waited for a person",
            bars([(_name(month), lasting(month.approving), _seconds(month.approving)) for month in found]),
        ),
    ]


def lasting(span: timedelta | None) -> str:
    """“40 min”, “5 h”, “3 days”."""
    if span is None:
        return "–"
    minutes = round(span.total_seconds() / 60)
    if minutes < 90:
        return f"{max(1, minutes)} min"
    if minutes < 36 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 60 / 24)} days"


def _name(month: Month) -> str:
    return f"{month.start:%b}"


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


def _seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span else None


def _difference(this: int | None, before: int | None, unit: str = "") -> str:
    if this is None or before is None:
        return "Nothing to compare with last month"
    if this == before:
        return "As last month"
    return f"{abs(this - before):,}{unit} {'more' if this > before else 'fewer'} than last month"


def _quicker(this: timedelta | None, before: timedelta | None) -> str:
    if this is None or before is None:
        return "Nothing to compare with last month"
    if lasting(this) == lasting(before):
        return "As last month"
    return f"{lasting(abs(this - before))} {'quicker' if this < before else 'longer'} than last month"
