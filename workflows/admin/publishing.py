"""The Publish page: what changes, what is wrong, and the button."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from tenants.admin.base import person
from workflows import answering, goldens, publications
from workflows.admin import golden_briefs
from workflows.admin.frame import frame, step_url, url
from workflows.admin.versions import difference
from workflows.engine.problems import Problem
from workflows.models import Version, Workflow
from workflows.models.event import record
from workflows.models.workflow import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

STALE = (
    "The draft was changed after you opened this page{}. Nothing was published: look at what changes now, "
    "then publish."
)


class NotesForm(forms.ModelForm):
    class Meta:
        model = Version
        fields = ["name", "notes"]
        widgets = {
            "name": widgets.UnfoldAdminTextInputWidget,
            "notes": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    draft = workflow.draft
    if draft is None:
        admin.message_user(request, "There is nothing to publish: open a draft first.", level="WARNING")
        return redirect(url(workflow, "versions"))
    form = NotesForm(request.POST or None, instance=draft)
    context = frame(request, workflow, draft, "publish")
    held = goldens.hold(workflow, draft)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and form.is_valid():
        form.save()
        if request.POST.get("seen", draft.fingerprint) != draft.fingerprint:
            context["stale"] = STALE.format(f" by {draft.changed_by}" if draft.changed_by else "")
        elif held and not reason:
            context["stale"] = (
                f"{held} Nothing was published: say why it is published all the same, or mend it."
            )
        elif refused := _refused(request, draft, f"{held} Published all the same: {reason}" if held else ""):
            context["problems"] = refused
        elif workflow.second_person:
            admin.message_user(
                request, "Somebody else of the agency is asked to approve it.", level="SUCCESS"
            )
            return redirect(url(workflow, "publish"))
        else:
            _published(admin, request, workflow, draft)
            return redirect(url(workflow, "process"))
    context |= _around(workflow, draft, form, context) | {"held": held, "reason": reason}
    context |= {
        "publication": publications.of(draft),
        "ended": draft.publications.exclude(state="open").first(),
    }
    context["is_mine"] = bool(context["publication"]) and context["publication"].asked_by == person(request)
    return admin.render(request, "admin/workflow/publish.html", context | golden_briefs.checked(draft))


def _refused(request: HttpRequest, draft: Version, over: str) -> list[Problem]:
    """`over`: what spoke against it, and why it is published all the same."""
    try:
        if draft.workflow.second_person:
            publications.ask(draft, person(request), over)
            return []
        with transaction.atomic():
            Version.objects.filter(pk=draft.pk).update(published_over=over)
            answering.publish(draft, by=person(request))
    except Unpublishable as refused:
        return refused.problems
    return []


def _around(workflow: Workflow, draft: Version, form: NotesForm, context: dict[str, Any]) -> dict[str, Any]:
    placed = [(problem.level, _placed(workflow, problem)) for problem in context["problems"]]
    published = workflow.published
    return {
        "form": form,
        "seen": draft.fingerprint,
        "blocking": [one for level, one in placed if level != "warning"],
        "warnings": [one for level, one in placed if level == "warning"],
        "heading": f"What changes against version {published.number}" if published else "",
        **(difference(published, draft) if published else {}),
    }


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
        over=Version.objects.values_list("published_over", flat=True).get(pk=version.pk),
    )
    admin.message_user(request, f"Version {version.number} is published: new runs use it.", level="SUCCESS")
