"""The Versions page: what was published when, a new draft from any of them, and publishing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from tenants.admin.base import person
from workflows import answering
from workflows.admin.frame import frame, in_view, url
from workflows.admin.process import step_url
from workflows.changes import changes
from workflows.engine.problems import Problem
from workflows.models import Version, Workflow
from workflows.models.event import record
from workflows.models.workflow import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


class NotesForm(forms.ModelForm):
    class Meta:
        model = Version
        fields = ["notes"]
        widgets = {"notes": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3})}


@dataclass(frozen=True)
class Line:
    version: Version
    runs: int
    changes: list[str]


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    context = frame(request, workflow, in_view(request, workflow), "versions")
    return admin.render(request, "admin/workflow/versions.html", context | {"lines": lines(workflow)})


def lines(workflow: Workflow) -> list[Line]:
    """Newest first, each with what it changed against the one before."""
    versions = list(workflow.versions.select_related("published_by").order_by("number"))
    found, before = [], None
    for version in versions:
        now = version.definition
        found.append(Line(version, version.runs.count(), changes(before, now) if before else []))
        before = now
    return found[::-1]


def open_draft(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """A draft from the published version, or (POST version=N) from an earlier one."""
    if request.method != "POST":
        raise Http404
    number = request.POST.get("version", "")
    source = (
        workflow.versions.filter(number=number).first() if number.isdecimal() and len(number) < 9 else None
    )
    existed = workflow.draft is not None
    draft = workflow.open_draft(by=person(request))
    if source and existed:
        admin.message_user(request, "There is a draft already: publish it first.", level="WARNING")
    elif source:
        draft.copy_from(source)
        admin.message_user(request, f"The draft is a copy of version {source.number}.")
    return redirect(url(workflow, "process"))


def publish(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    draft = workflow.draft
    if draft is None:
        admin.message_user(request, "There is nothing to publish: open a draft first.", level="WARNING")
        return redirect(url(workflow, "versions"))
    form = NotesForm(request.POST or None, instance=draft)
    context = frame(request, workflow, draft, "publish")
    if request.method == "POST" and form.is_valid():
        form.save()
        try:
            answering.publish(draft, by=person(request))
        except Unpublishable as refused:
            context["problems"] = refused.problems
        else:
            _published(admin, request, workflow, draft)
            return redirect(url(workflow, "process"))
    context["blocking"] = [_placed(workflow, p) for p in context["problems"] if p.level != "warning"]
    context["warnings"] = [_placed(workflow, p) for p in context["problems"] if p.level == "warning"]
    before = workflow.published
    differences = changes(before.definition, draft.definition) if before else []
    return admin.render(
        request, "admin/workflow/publish.html", context | {"form": form, "changes": differences}
    )


@dataclass(frozen=True)
class Placed:
    """A problem, and where to mend it."""

    sentence: str
    url: str


def _placed(workflow: Workflow, problem: Problem) -> Placed:
    kind, _, rest = problem.where.partition(".")
    if kind == "steps" and rest:
        return Placed(problem.sentence, step_url(workflow, rest.partition(".")[0]) + "#step")
    page_name = {"fields": "questions", "limits": "purpose"}.get(kind, "process")
    return Placed(problem.sentence, url(workflow, page_name))


def _published(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, version: Version) -> None:
    sentence = f"“{workflow}”: version {version.number} is published."
    record(
        workflow.client_id,
        "version.published",
        sentence=sentence,
        by=person(request),
        workflow=workflow.pk,
        version=version.number,
    )
    admin.message_user(request, f"Version {version.number} is published: new runs use it.", level="SUCCESS")
