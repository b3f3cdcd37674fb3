"""The Schedules tab: when the workflow starts by itself, what came of it, and the switches."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from tenants.admin.base import person
from workflows import intake, limits, schedules
from workflows.admin.frame import frame, in_view, url
from workflows.models import Fire, Schedule, Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

COMING = 3


@dataclass(frozen=True)
class Entry:
    """A schedule in the list."""

    schedule: Schedule
    coming: list[datetime]
    last: Fire | None
    problem: str  # why its next run would not start


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    published = workflow.published
    context = frame(request, workflow, published or in_view(request, workflow), "schedules")
    rows = workflow.schedules.select_related("created_by")
    entries = [entry(schedule, published) for schedule in rows]
    return admin.render(request, "admin/workflow/schedules.html", context | {"entries": entries})


def entry(schedule: Schedule, published: Version | None) -> Entry:
    problem = brief_problem(schedule, published)
    try:
        coming = schedule.slots(COMING, now()) if schedule.enabled else []
    except ValueError as wrong:  # it is switched off as soon as it is due
        coming, problem = [], str(wrong)
    return Entry(schedule, coming, schedule.last_fire, problem)


def brief_problem(schedule: Schedule, published: Version | None) -> str:
    if published is None:
        return ""
    problems = intake.check(published.definition.fields, schedule.brief).problems
    return " ".join(problem.sentence for problem in problems)


def switch(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    """POST on=yes, or on= for off."""
    schedule = posted(request, workflow, number)
    try:
        schedule.switch(bool(request.POST.get("on")))
    except ValueError as wrong:
        admin.message_user(request, f"{wrong} Change it first.", level="WARNING")
    else:
        admin.message_user(request, f"“{schedule}” is switched {'on' if schedule.enabled else 'off'}.")
    return redirect(url(workflow, "schedules"))


def run_now(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    schedule = posted(request, workflow, number)
    try:
        run = schedules.run_now(schedule, person(request))
    except intake.BadBrief as bad:
        admin.message_user(request, f"Nothing was started. {bad}", level="WARNING")
    except limits.QueueFull as full:
        admin.message_user(request, str(full), level="WARNING")
    else:
        return redirect("admin:workflows_run_change", run.pk)
    return redirect(url(workflow, "schedules"))


def delete(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    schedule = one(workflow, number)
    if request.method == "POST":
        schedule.delete()
        admin.message_user(request, f"“{schedule}” is deleted. Its runs are still there.")
        return redirect(url(workflow, "schedules"))
    context = frame(request, workflow, workflow.published or in_view(request, workflow), "schedules")
    return admin.render(request, "admin/workflow/schedule_delete.html", context | {"schedule": schedule})


def posted(request: HttpRequest, workflow: Workflow, number: int) -> Schedule:
    if request.method != "POST":
        raise Http404
    return one(workflow, number)


def one(workflow: Workflow, number: int) -> Schedule:
    """The schedule of this id, if it is one of this workflow."""
    found = workflow.schedules.filter(pk=number).select_related("workflow__client").first()
    if found is None:
        raise Http404
    return found
