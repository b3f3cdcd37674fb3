"""The Try it page: a brief, typed or one that is there already, through the draft and the published version."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from tenants.ids import numbers
from workflows import by_hand, intake, limits, previewing, rehearsals, stepping
from workflows.admin import beginnings, side_by_side
from workflows.admin.frame import frame, in_view, url
from workflows.engine import parts_text
from workflows.engine.kinds import role
from workflows.forms.brief import PREFIX, BriefForm
from workflows.forms.uploads import receiver
from workflows.models import Attempt, Run, Version, Workflow
from workflows.models.version import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

NOT_CHANGED = 204  # htmx leaves the page as it is


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    version = workflow.versions.whole().draft() or in_view(request, workflow)
    beside = workflow.published if version.is_draft else None
    data = request.POST if request.method == "POST" else None
    receive = receiver(request, workflow.client_id, person(request), PREFIX)
    begun_with = beginnings.chosen(workflow, version.definition, request.GET.get("like", ""))
    form = BriefForm(version.definition.fields, data, begun_with.brief if begun_with else None, receive)
    wanted = beside if data is None or "beside" in data else None
    why = ""
    if data is not None and form.refused:
        form.show([*form.refused, *intake.check(version.definition.fields, form.values or {}).problems])
    elif form.values is not None:
        try:
            begun = rehearsals.begin(
                version, form.values, by=person(request), beside=wanted, stepwise="stepwise" in request.POST
            )
        except intake.BadBrief as bad:
            form.show(bad.problems)
        except Unpublishable as refused:
            why = f"It can't run yet: {refused.problems[0].sentence}"
        except limits.QueueFull as full:
            why = str(full)
        else:
            if begun.left_out:
                admin.message_user(request, begun.left_out, level="WARNING")
            return redirect(url(workflow, "trial", begun.group))
    context = frame(request, workflow, version, "try") | {"form": form, "why": why, "beside": beside}
    past = previewing.latest(workflow.pk)
    context |= {
        "beginnings": beginnings.offered(workflow, version.definition, past),
        "tries": rehearsals.latest(workflow),
    }
    context |= {"both": wanted is not None}
    return admin.render(request, "admin/workflow/try.html", context)


def trial(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, group: UUID) -> HttpResponse:
    """?seen=…: asked by the page while a trial is at work; 204 while nothing changed."""
    runs = _runs(workflow, group)
    seen = side_by_side.fingerprint(runs)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=NOT_CHANGED)
    version = runs[0].version
    context = frame(request, workflow, version, "try") | {"group": group, "seen": seen}
    rows, more = side_by_side.rows(runs)
    sides = side_by_side.sides(runs)
    context |= {
        "next": next((side.next for side in sides if side.waits), None),
        "done": stepping.done([side.run for side in sides if side.waits]),
    }
    context |= {"sides": sides, "rows": rows, "more": more, "run": runs[0]}
    context |= {"working": any(run.is_open for run in runs), "changed": _changed(runs[0], version)}
    return admin.render(request, "admin/workflow/trial.html", context)


def further(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, group: UUID) -> HttpResponse:
    """POST seen=N, to_end=yes: a trial that goes step by step does the next one, or all the rest."""
    runs = _runs(workflow, group)
    if request.method == "POST":
        seen = next(iter(numbers([request.POST.get("seen", "")])), 0)
        if not stepping.further(runs, seen, to_end="to_end" in request.POST):
            admin.message_user(request, "It had gone on already.", level="WARNING")
    return redirect(url(workflow, "trial", group))


def answer(
    admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, group: UUID, number: int
) -> HttpResponse:
    """One step's answer, to be replaced by hand."""
    runs = {run.pk: run for run in _runs(workflow, group)}
    row = Attempt.objects.filter(pk=number, run__in=runs).first()
    step = runs[row.run_id].definition.graph.steps.get(row.key) if row else None
    if row is None or step is None or role(step.kind) == "delivery":
        raise Http404
    run, why = runs[row.run_id], ""
    if request.method == "POST":
        try:
            by_hand.replace(run, row, request.POST, person(request))
        except by_hand.Impossible as impossible:
            why = str(impossible)
        else:
            words = f"“{step.title or step.key}” is replaced. The trial goes on from there."
            admin.message_user(request, words)
            return redirect(url(workflow, "trial", group))
    context = frame(request, workflow, run.version, "try") | {"group": group, "run": run, "why": why}
    context |= {"step": step, "name": step.title or step.key, "row": row, "writes": by_hand.writes(step)}
    context["parts"] = _parts(step, row, request.POST)
    return admin.render(request, "admin/workflow/answer.html", context)


def _runs(workflow: Workflow, group: UUID) -> list[Run]:
    runs = rehearsals.of_group(workflow, group)
    if not runs:
        raise Http404
    return runs


def _changed(run: Run, version: Version) -> bool:
    """The draft isn't any more what was tried."""
    frozen = (run.trial or {}).get("definition")
    return bool(frozen and version.is_draft and run.definition != version.definition)


def _parts(step: Any, row: Attempt, sent: Any) -> list[tuple[str, str, str, str]]:
    """Name, label, help and text of each box."""
    if step.kind == "generate" and step.read.output == "json":
        data = row.output.get("data") or {}
        return [
            (one.name, one.name.replace("_", " ").capitalize(), _help(one), sent.get(one.name, _text(data, one)))
            for one in step.read.parts
        ]  # fmt: skip
    return [("text", "What it hands on", "Markdown.", sent.get("text", row.output.get("text") or ""))]


def _help(part: Any) -> str:
    if part.kind != "records":
        return str(part.description)
    names = ", ".join(entry.name for entry in part.of)
    how = f"One line for each of {names}, as “{part.of[0].name}: …”; an empty line between two."
    return f"{part.description} {how}".strip()


def _text(data: Any, part: Any) -> str:
    value = data.get(part.name, "") if isinstance(data, dict) else ""
    return parts_text.by_hand(value, part)
