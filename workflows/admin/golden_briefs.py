"""The golden briefs of a workflow, and how its draft does on them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from unfold import widgets

from memory.prose.rendering import render
from tenants.admin.base import person
from tenants.ids import uuids
from workflows import goldens, intake, limits, trials
from workflows.admin.frame import frame, in_view, url
from workflows.admin.timeline import answer
from workflows.forms.brief import PREFIX, BriefForm
from workflows.forms.uploads import receiver
from workflows.models import Golden, Run, Version, Workflow
from workflows.models.event import record
from workflows.models.version import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


class GoldenForm(forms.ModelForm):
    class Meta:
        model = Golden
        fields = ["name", "expectation"]
        widgets = {
            "name": widgets.UnfoldAdminTextInputWidget,
            "expectation": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }

    def __init__(self, workflow: Workflow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workflow = workflow

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if self.workflow.goldens.filter(name=name).exists():
            raise forms.ValidationError("There is a golden brief of this name already. Choose another.")
        if self.workflow.goldens.count() >= goldens.MOST:
            raise forms.ValidationError(f"{goldens.MOST} golden briefs are the most. Remove one first.")
        return name


@dataclass(frozen=True)
class Told:
    golden: Golden
    answers: list[tuple[str, str]]


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST marks a brief; ?like=RUN begins with the brief of a run or a trial."""
    version = in_view(request, workflow)
    fields = version.definition.fields
    data = request.POST if request.method == "POST" else None
    earlier = _like(request, workflow)
    about = GoldenForm(workflow, data, initial={"name": earlier.title} if earlier else None)
    receive = receiver(request, workflow.client_id, person(request), PREFIX)
    brief = BriefForm(fields, data, earlier.brief if earlier else None, receive)
    if data is not None and (made := _marked(request, workflow, version, about, brief)):
        admin.message_user(request, f"“{made}” is a golden brief from now on.")
        return redirect(url(workflow, "goldens"))
    context = frame(request, workflow, version, "goldens") | {"about": about, "form": brief}
    labels = {field.key: field.label for field in fields}
    context["goldens"] = [_told(golden, labels) for golden in workflow.goldens.all()]
    return admin.render(request, "admin/workflow/goldens.html", context)


def _marked(
    request: HttpRequest, workflow: Workflow, version: Version, about: GoldenForm, brief: BriefForm
) -> Golden | None:
    fields = version.definition.fields
    checked = intake.check(fields, brief.values or {})
    problems = [*brief.refused, *checked.problems]
    if not about.is_valid() or problems:
        brief.show(problems)
        return None
    try:
        values = intake.with_files(workflow.client_id, fields, checked.values)
    except intake.BadBrief as bad:
        brief.show(bad.problems)
        return None
    golden = about.save(commit=False)
    golden.client_id, golden.workflow, golden.brief, golden.created_by = (
        workflow.client_id, workflow, values, person(request)
    )  # fmt: skip
    golden.save()
    return golden


def _like(request: HttpRequest, workflow: Workflow) -> Run | None:
    wanted = uuids([request.GET.get("like", "")])
    return Run.with_trials.filter(pk__in=wanted, version__workflow=workflow).first()


def _told(golden: Golden, labels: dict[str, str]) -> Told:
    return Told(golden, [(labels.get(key, key), answer(value)) for key, value in golden.brief.items()])


def remove(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    golden = workflow.goldens.filter(pk=number).first()
    if request.method != "POST" or golden is None:
        raise Http404
    golden.delete()
    admin.message_user(request, f"“{golden}” is no golden brief any more.")
    return redirect(url(workflow, "goldens"))


def needed(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST on=yes, or on= for no."""
    if request.method != "POST":
        raise Http404
    workflow.golden_needed = bool(request.POST.get("on"))
    workflow.save(update_fields=["golden_needed"])
    words = "asks for" if workflow.golden_needed else "no longer asks for"
    record(
        workflow.client_id,
        "workflow.changed",
        sentence=f"Publishing “{workflow}” {words} its golden briefs.",
        by=person(request),
        workflow=workflow.pk,
    )
    admin.message_user(request, f"Publishing {words} the golden briefs.")
    return redirect(url(workflow, "goldens"))


def check(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST: the draft and the published version go through all golden briefs."""
    draft = workflow.draft
    if request.method != "POST" or draft is None:
        raise Http404
    try:
        goldens.begin(draft, by=person(request))
    except Unpublishable as refused:
        why = f"The draft can’t run yet: {refused.problems[0].sentence}"
        admin.message_user(request, why, level="WARNING")
    except (goldens.Unchecked, limits.QueueFull) as refused:
        admin.message_user(request, str(refused), level="WARNING")
    return redirect(f"{url(workflow, 'publish')}#golden")


@dataclass(frozen=True)
class Shown:
    """A pair as the page shows it."""

    pair: goldens.Pair
    draft: SafeString
    published: SafeString
    draft_passed: bool
    published_passed: bool


def checked(draft: Version) -> dict[str, Any]:
    found = goldens.check(draft)
    return {"check": found, "pairs": [_shown(pair) for pair in found.pairs]}


def _shown(pair: goldens.Pair) -> Shown:
    pieces = (render(trials.piece(run), sink=3) if run else "" for run in (pair.draft, pair.published))
    ours, theirs = (SafeString(piece) for piece in pieces)
    return Shown(pair, ours, theirs, goldens.passed(pair.draft), goldens.passed(pair.published))
