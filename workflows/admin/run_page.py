"""The page of one run: where it is, what each try of each step did, and what a person can do about it."""

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from memory import uses
from memory.models import Passage
from memory.refusals import Refused
from tenants.admin.base import person
from tenants.ids import numbers
from workflows import allowances, decisions, retrying, standing
from workflows.admin import golden_run, timeline
from workflows.admin.detail import detail
from workflows.diagram import both
from workflows.models import Attempt, Run

if TYPE_CHECKING:
    from workflows.admin.run import RunAdmin

WHOLE = ("version__fields", "version__steps")  # several parts of the page ask for the run's definition
NOT_CHANGED = 204  # htmx leaves the page as it is


def page(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    chosen = request.GET.get("attempt", "")
    row = run.attempts.filter(pk__in=numbers([chosen])).first()
    prefetch_related_objects([run], *WHOLE)
    context = _live(request, run) | _memory(request, run) | _attempt(run, row or _telling(run))
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
    context = (
        {"run": run, "can_operate": _can_operate(request, run)} | _memory(request, run) | _attempt(run, row)
    )
    return admin.render(request, "admin/run/attempt.html", context)


def use(admin: "RunAdmin", request: HttpRequest, run: Run, number: int, passage: int) -> HttpResponse:
    """Use a passage always, never, or where it fits, from where its use is seen."""
    row = run.attempts.filter(pk=number).first()
    chosen = Passage.objects.filter(client_id=run.client_id, pk=passage).select_related("document").first()
    wanted = request.POST.get("use", "")
    if request.method != "POST" or row is None or chosen is None or wanted not in Passage.Use.values:
        raise Http404
    try:
        uses.decide(chosen, wanted, person(request))
    except Refused as refusal:
        admin.message_user(request, refusal.sentence, level="WARNING")
    if request.headers.get("HX-Request"):
        context = {"run": run, "attempt": detail(run, row)} | _memory(request, run)
        return admin.render(request, "admin/run/why.html", context)
    return redirect(f"{reverse('admin:workflows_run_change', args=[run.pk])}?attempt={row.pk}#attempt")


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


def again(admin: "RunAdmin", request: HttpRequest, run: Run, key: str) -> HttpResponse:
    """Do a step, and all below it, once more."""
    if request.method != "POST" or key not in run.definition.graph.steps:
        raise Http404
    try:
        retrying.retry_from(run, key, by=person(request))
    except retrying.Impossible as impossible:
        admin.message_user(request, str(impossible), level="WARNING")
    else:
        admin.message_user(request, "It is done again from here. What stands above stays as it is.")
    return redirect("admin:workflows_run_change", run.pk)


def priority(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    wanted = request.POST.get("priority", "")
    if request.method != "POST" or wanted not in map(str, Run.Priority.values):
        raise Http404
    if not decisions.prefer(run, int(wanted), by=person(request)):
        admin.message_user(request, "The run had ended already.", level="WARNING")
    return redirect("admin:workflows_run_change", run.pk)


def _live(request: HttpRequest, run: Run) -> dict[str, Any]:
    definition = run.definition
    attempts = list(run.attempts.order_by("id"))
    states = timeline.states(definition, attempts)
    reviews = timeline.reviews_of(run)
    latest = {row.key: row.pk for row in attempts if not row.is_mark}
    costs = timeline.costs_of(run)
    entries = timeline.entries(run, definition, attempts, costs)
    stands = standing.of(run)
    base = reverse("admin:workflows_run_change", args=[run.pk])

    def link(key: str) -> str:
        return f"{base}?attempt={latest[key]}#attempt" if key in latest else ""

    return {
        "run": run,
        "workflow": run.version.workflow,
        "definition": definition,
        "entries": entries,
        "by_step": timeline.by_step(entries),
        "sums": timeline.sums(run, costs),
        "limit": allowances.of_run(run),
        "reviews": reviews,
        "open_review": any(review.state == "open" for review in reviews),
        "events": timeline.events(run),
        "seen": f"{timeline.fingerprint(run, attempts)}-{stands.why if stands else ''}",
        "standing": stands,
        "priorities": Run.Priority.choices,
        "can_operate": _can_operate(request, run),
        "can_start": request.access.may("start runs", run.client_id),  # type: ignore[attr-defined]
        "diagrams": [mark_safe(one) for one in both(definition, url=link, states=states)],
        **golden_run.offered(request, run),
    }


def _memory(request: HttpRequest, run: Run) -> dict[str, Any]:
    return {"may_edit_memory": bool(request.access.may("edit memory", run.client_id))}  # type: ignore[attr-defined]


def _can_operate(request: HttpRequest, run: Run) -> bool:
    return bool(request.access.may("operate runs", run.client_id))  # type: ignore[attr-defined]


def _attempt(run: Run, row: Attempt | None) -> dict[str, Any]:
    return {"attempt": detail(run, row) if row else None, "again": _again(run, row) if row else None}


def _again(run: Run, row: Attempt) -> dict[str, Any] | None:
    """What “Do again from here” would repeat; None where the run is at work, or the attempt isn't its step's last."""
    tries = run.attempts.filter(key=row.key, item=row.item)
    if run.state in (Run.State.QUEUED, Run.State.RUNNING) or row != tries.order_by("number").last():
        return None
    definition = run.definition
    names = [f"“{definition.graph.name(key)}”" for key in retrying.repeated(definition, row.key)]
    return {"key": row.key, "names": names, "delivered": run.deliveries.exists()}


def _telling(run: Run) -> Attempt | None:
    """The attempt to show first: what the run failed by, else the last one that a model worked on."""
    rows = run.attempts.order_by("-id")
    failed = rows.filter(state=Attempt.State.FAILED)
    stuck = failed.first() if run.state == Run.State.FAILED else None
    return stuck or rows.filter(calls__isnull=False).first() or rows.first()
