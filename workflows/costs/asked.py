"""Which costs are asked for: a month, of some clients, maybe of one workflow. What isn't the asker's is not found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils.timezone import now

from tenants.models import Client
from workflows.budgets import following
from workflows.models import Call, Workflow

T = TypeVar("T")


class Unknown(Exception):
    """There is no such client or workflow, or not for this person."""


class NoMonth(Exception):
    """Its text says how a month is written."""


@dataclass(frozen=True)
class Asked:
    month: date  # its first day
    clients: Sequence[Client]  # those whose costs are shown
    client: Client | None = None
    workflow: Workflow | None = None

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def zones(self) -> dict[str, list[int]]:
        """Time zone → the clients that live by it."""
        found: dict[str, list[int]] = {}
        for client in self.clients:
            found.setdefault(client.timezone, []).append(client.pk)
        return found

    def within(self, time: str, run: str, first: date | None = None) -> Q:
        """Rows of the month, or of all from a `first` one on, by their clients' own calendars; `time` and `run` name
        the columns."""
        found = Q(pk__in=[])
        for zone, clients in self.zones.items():
            times = {f"{time}__gte": _start(first or self.month, zone)}
            times[f"{time}__lt"] = following(_start(self.month, zone))
            found |= Q(client__in=clients, **times)
        return found & Q(**{f"{run}__version__workflow": self.workflow.pk}) if self.workflow else found


def read(query: Mapping[str, str], mine: Sequence[Client]) -> Asked:
    """Raises Unknown, NoMonth."""
    client = _one(query.get("client", ""), {str(one.pk): one for one in mine})
    workflow = _one(query.get("workflow", ""), {str(one.pk): one for one in workflows(mine)})
    shown = [client] if client else list(mine)
    if workflow:
        shown = [one for one in shown if one.pk == workflow.client_id]
    return Asked(_month(query.get("month", "")), shown, client, workflow)


def workflows(mine: Sequence[Client]) -> list[Workflow]:
    rows = Workflow.objects.filter(client__in=mine).select_related("client")
    return list(rows.order_by("client__name", "name"))


def months(mine: Sequence[Client]) -> list[date]:
    """From the present one back to the first that anything was asked in."""
    of_client = Call.objects.filter(client=OuterRef("pk")).order_by("sent_at").values("sent_at")[:1]
    firsts = Client.objects.filter(pk__in=[one.pk for one in mine]).annotate(first=Subquery(of_client))
    first = firsts.aggregate(at=Min("first"))["at"] or now()
    found, last = [this_month()], first.date().replace(day=1)
    while found[-1] > last:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def this_month() -> date:
    return now().date().replace(day=1)


def _start(month: date, zone: str) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=ZoneInfo(zone))


def _month(text: str) -> date:
    if not text:
        return this_month()
    try:
        month = datetime.strptime(text, "%Y-%m").date()
        following(datetime(month.year, month.month, 1))  # a month that ends
        return month
    except ValueError:
        raise NoMonth(f"“{text[:20]}” is no month. Write it like 2026-11.") from None


def _one(text: str, known: Mapping[str, T]) -> T | None:
    if text and text not in known:
        raise Unknown
    return known[text] if text else None
