"""A new schedule, or changes to one: when, with which brief; and what comes of it, told while it is typed."""

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from tenants.admin.base import person
from workflows import intake, timetable
from workflows.admin.frame import frame, url
from workflows.admin.schedules import one
from workflows.forms.brief import PREFIX, BriefForm
from workflows.forms.hearing import heard
from workflows.forms.timing import FIRST, TimingForm
from workflows.forms.uploads import receiver
from workflows.models import Schedule, Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

COMING = 5
FIRES = 20  # shown on the page of a schedule


def add(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    return _page(admin, request, workflow, _new(request, workflow))


def edit(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    """Who may only look sees it, and what came of it."""
    return _page(admin, request, workflow, one(workflow, number))


def preview(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """The next fires of a form that is being filled in: GET with its answers."""
    form = TimingForm(now(), _new(request, workflow), request.GET)
    return admin.render(request, "admin/workflow/schedule_preview.html", _told(form, workflow))


def _new(request: HttpRequest, workflow: Workflow) -> Schedule:
    return Schedule(
        client_id=workflow.client_id,
        workflow=workflow,
        cron=heard(workflow.cadence) or FIRST,
        timezone=workflow.client.timezone,
        created_by=person(request),
    )


def _page(
    admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, schedule: Schedule
) -> HttpResponse:
    published = workflow.published
    if published is None:
        admin.message_user(request, "Publish a version first: schedules start it.", level="WARNING")
        return redirect(url(workflow, "schedules"))
    context = frame(request, workflow, published, "schedules")
    data = request.POST if request.method == "POST" else None
    if data is not None and not context["can_edit"]:
        return admin.refuse(request, "edit workflows")
    timing = TimingForm(now(), schedule, data)
    receive = receiver(request, workflow.client_id, person(request), PREFIX)
    brief = BriefForm(published.definition.fields, data, schedule.brief, receive)
    if data is not None and _saved(schedule, published, timing, brief):
        admin.message_user(request, f"“{schedule}” is saved.")
        return redirect(url(workflow, "schedules"))
    told = (
        _told(timing, workflow) if timing.is_bound else _moments(schedule.cron, schedule.timezone, workflow)
    )
    context |= {"schedule": schedule, "timing": timing, "brief": brief, **told}
    context["fires"] = schedule.fires.select_related("run")[:FIRES] if schedule.pk else []
    return admin.render(request, "admin/workflow/schedule.html", context)


def _told(form: TimingForm, workflow: Workflow) -> dict[str, Any]:
    """What the preview shows: words and moments, or what is wrong."""
    if not form.is_valid() and form.timing_errors:
        return {"wrong": form.timing_errors}
    return _moments(form.cleaned_data["cron"], form.cleaned_data["timezone"], workflow)


def _moments(cron: str, zone: str, workflow: Workflow) -> dict[str, Any]:
    try:
        coming = timetable.coming(cron, timetable.zone_of(zone), now())
    except ValueError as wrong:  # a zone that was renamed since
        return {"wrong": [str(wrong)]}
    shown = {"words": timetable.words(cron), "zone": zone, "moments": list(islice(coming, COMING))}
    return shown | {"client_zone": workflow.client.timezone}


@transaction.atomic
def _saved(schedule: Schedule, published: Version, timing: TimingForm, brief: BriefForm) -> bool:
    fields = published.definition.fields
    checked = intake.check(fields, brief.values or {})
    problems = [*brief.refused, *checked.problems]
    try:
        answers = {} if problems else intake.with_files(schedule.client_id, fields, checked.values)
    except intake.BadBrief as bad:
        problems = list(bad.problems)
    if problems:
        brief.show(problems)
    if not timing.is_valid() or problems:
        return False
    before = (schedule.cron, schedule.timezone) if schedule.pk else None
    values = timing.cleaned_data
    schedule.cron, schedule.timezone = values["cron"], values["timezone"]
    schedule.name = values["name"] or schedule.words[:80]
    schedule.brief, schedule.catch_up = answers, values["catch_up"]
    schedule.save()
    if before != (schedule.cron, schedule.timezone):  # else a slot that is due right now would be lost
        schedule.wind()
    return True
