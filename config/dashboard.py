"""Today: what waits, what broke and what to do about it, and how the month goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime, now

from memory.models import Document
from reviews.models import Review
from tenants.access import CLIENT_PEOPLE
from tenants.models import Agency, Client, Member
from workflows import lineup, retiring
from workflows.costs.calls import cost_of
from workflows.following import followers
from workflows.models import Call, Publication, Run, Version, Workflow
from workflows.providers.router import today

DAYS = 30
SHOWN = 8
Z = 1.96  # for an interval that holds 19 times out of 20


@dataclass(frozen=True)
class Step:
    """One of the first steps of a new agency."""

    words: str
    url: str
    done: bool


@dataclass(frozen=True)
class Share:
    """A share with its interval, in percent; None where nothing was counted."""

    of: int
    percent: int | None
    low: int = 0
    high: int = 0


def share(part: int, whole: int) -> Share:
    """Wilson's interval: honest for few cases too."""
    if not whole:
        return Share(0, None)
    p, spread = part / whole, Z * Z / whole
    middle = (p + spread / 2) / (1 + spread)
    half = Z * sqrt(p * (1 - p) / whole + spread / (4 * whole)) / (1 + spread)
    return Share(
        whole, round(100 * p), round(100 * max(0, middle - half)), round(100 * min(1, middle + half))
    )


def figures(request: HttpRequest) -> dict[str, Any]:
    since = now() - timedelta(days=DAYS)
    morning = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    runs = Run.objects.select_related("client", "version__workflow")
    judged = Q(flagged=True) | ~Q(state__in=Run.OPEN)
    month = runs.filter(judged, created_at__gte=since)
    counts = month.aggregate(all=Count("pk"), flagged=Count("pk", filter=Q(flagged=True)))
    waiting_now = Review.objects.filter(state=Review.State.OPEN).select_related("client", "run")
    steps = first_steps()
    return {
        "agency": Agency.objects.first(),
        "days": DAYS,
        "waiting_count": waiting_now.count(),
        "waiting": waiting_now[:SHOWN],
        "overdue": waiting_now.filter(due_at__lt=now()).count(),
        "runs_today": runs.filter(created_at__gte=morning).count(),
        "running": runs.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING]).count(),
        "flagged_share": share(counts["flagged"], counts["all"]),
        "cost": cost_of(Call.objects.filter(sent_at__gte=since)),
        "broken": runs.filter(state=Run.State.FAILED)[:SHOWN],
        "latest": runs[:SHOWN],
        "publications": Publication.objects.filter(state=Publication.State.OPEN).select_related(
            "client", "asked_by", "version__workflow"
        )[:SHOWN],
        "sent_back": sent_back(request, since)[:SHOWN],
        "leaving": leaving(),
        "behind": followers.behind()[:SHOWN],
        "first_steps": [] if all(step.done for step in steps) else steps,
    }


def sent_back(request: HttpRequest, since: datetime) -> QuerySet[Publication]:
    """What this person asked to publish and got back, until it is asked for anew."""
    later = Publication.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    mine = Publication.objects.filter(asked_by=request.user.pk, state=Publication.State.REFUSED)
    found = mine.filter(~Exists(later), version__state=Version.State.DRAFT, decided_at__gte=since)
    return found.select_related("client", "decided_by", "version__workflow")


def leaving() -> list[retiring.Leaving]:
    """Models that a published workflow would miss, now or soon. The Models page tells of all that routes name."""
    return retiring.missed(lineup.of_agency(), today())


def first_steps() -> list[Step]:
    def at(name: str) -> str:
        return reverse(f"admin:{name}")

    return [
        Step("Add a client", at("tenants_client_add"), Client.objects.exists()),
        Step(
            "Give it a voice: upload its brand-voice document and past pieces",
            at("memory_document_add"),
            Document.objects.exists(),
        ),
        Step(
            "Build its first workflow",
            at("workflows_workflow_gallery"),
            Workflow.objects.exists(),
        ),
        Step(
            "Publish it",
            at("workflows_workflow_changelist"),
            Version.objects.filter(state=Version.State.PUBLISHED).exists(),
        ),
        Step(
            "Invite the client's reviewer",
            at("tenants_member_add"),
            Member.objects.filter(role__in=CLIENT_PEOPLE).exists(),
        ),
        Step("Start a run", at("workflows_workflow_changelist"), Run.objects.exists()),
    ]


def waiting(request: HttpRequest) -> str:
    """The sidebar's number of open reviews."""
    count = Review.objects.filter(state=Review.State.OPEN).count()
    return str(count) if count else ""


def agency_name(request: HttpRequest) -> str:
    agency = Agency.objects.first() if getattr(request, "access", None) and request.access.agency else None  # type: ignore[attr-defined]
    return agency.name if agency else ""
