"""The page of one run: where it is, what each try of each step did, and what a person can do about it."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from tenants.admin.base import person
from workflows import decisions
from workflows.admin import timeline
from workflows.diagram import both
from workflows.models import Attempt, Run

if TYPE_CHECKING:
    from workflows.admin.run import RunAdmin

NOT_CHANGED = 204  # htmx leaves the page as it is


def page(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    chosen = request.GET.get("attempt", "")
    row = run.attempts.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    context = _live(request, run) | _attempt(run, row or _telling(run))
    context |= {"brief": timeline.brief(run), "title": run.title}
    return admin.render(request, "admin/run/page.html", context)


def live(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    """What changes while a run runs; 204 while nothing did."""
    context = _live(request, run)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=NOT_CHANGED)
    return admin.render(request, "admin/run/live.html", context | {"alone": True})


def attempt(admin: "RunAdmin", request: HttpRequest, run: Run, number: int) -> HttpResponse:
    row = run.attempts.filter(pk=number).first()
    if row is None:
        raise Http404
    if not request.headers.get("HX-Request"):  # in a tab of its own: with the run around it
        return redirect(f"{reverse('admin:workflows_run_change', args=[run.pk])}?attempt={row.pk}#attempt")
    return admin.render(request, "admin/run/attempt.html", {"run": run} | _attempt(run, row))


def cancel(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    if decisions.cancel(run, by=person(request)):
        admin.message_user(request, "The run stops now. Nothing more of it is delivered.")
    else:
        admin.message_user(request, "The run had ended already.", level="WARNING")
    return redirect("admin:workflows_run_change", run.pk)


def resume(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    if decisions.resume(run, by=person(request)):
        admin.message_user(request, "The run goes on where it failed.")
    else:
        admin.message_user(request, "Only a failed run can be resumed.", level="WARNING")
    return redirect("admin:workflows_run_change", run.pk)


def _live(request: HttpRequest, run: Run) -> dict[str, Any]:
    definition = run.version.definition
    attempts = list(run.attempts.order_by("id"))
    states = timeline.states(definition, attempts)
    reviews = timeline.reviews_of(run)
    latest = {row.key: row.pk for row in attempts}
    base = reverse("admin:workflows_run_change", args=[run.pk])

    def link(key: str) -> str:
        return f"{base}?attempt={latest[key]}#attempt" if key in latest else ""

    return {
        "run": run,
        "workflow": run.version.workflow,
        "definition": definition,
        "entries": timeline.entries(run, definition, attempts),
        "sums": timeline.sums(run),
        "reviews": reviews,
        "open_review": any(review.state == "open" for review in reviews),
        "events": timeline.events(run),
        "seen": timeline.fingerprint(run, attempts),
        "can_operate": request.access.may("operate runs", run.client_id),  # type: ignore[attr-defined]
        "can_start": request.access.may("start runs", run.client_id),  # type: ignore[attr-defined]
        "diagrams": [mark_safe(one) for one in both(definition, url=link, states=states)],
    }


def _attempt(run: Run, row: Attempt | None) -> dict[str, Any]:
    return {"attempt": timeline.detail(run, row) if row else None}


def _telling(run: Run) -> Attempt | None:
    """The attempt to show first: what failed, else the last one that a model worked on."""
    rows = run.attempts.order_by("-id")
    stuck = rows.filter(state=Attempt.State.FAILED).first()
    return stuck or rows.filter(calls__isnull=False).first() or rows.first()
