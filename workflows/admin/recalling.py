"""“What would this brief recall?”, beside the form of a step, for the form as it stands: nothing is saved."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.timezone import now

from workflows import answering, lineup, previewing
from workflows.admin.frame import in_view
from workflows.engine.definition import Definition, Step
from workflows.engine.templates import TemplateProblem
from workflows.engine.tools import Wanted
from workflows.forms.step import StepForm
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/workflow/recalled.html"
TYPING = "preview-typing"  # sent along where nobody pressed the button
LONGEST = 4000  # characters of typed words


class CantTell(Exception):
    """Why there is nothing to show, in a sentence."""


def preview(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponseBase:
    """POST with the step's form, and a brief or words. Answered as a stream, which begins when the request's own
    transaction is over: a server may be asked."""
    version = in_view(request, workflow)
    keys = [step.key for step in version.definition.steps]
    if request.method != "POST" or key not in keys or version.definition.step(key).kind != "generate":
        raise Http404
    try:
        wanted, why = _wanted(request, workflow, version.definition, key), ""
    except CantTell as reason:
        wanted, why = None, str(reason)
    return StreamingHttpResponse(_told(workflow.client_id, wanted, why, TYPING in request.POST))


def _told(client_id: int, wanted: Wanted | None, why: str, typing: bool) -> Iterator[str]:
    context: dict[str, Any] = {"why": why}
    if wanted is not None:
        context["preview"] = previewing.preview(client_id, wanted, typing)
    yield render_to_string(TEMPLATE, context)


def _wanted(request: HttpRequest, workflow: Workflow, definition: Definition, key: str) -> Wanted:
    step = as_the_form_says(request, workflow, definition, key)
    if not step.settings.get("use_memory", True):
        raise CantTell("This step doesn’t use memory. Switch “Use memory” on to see what it would recall.")
    words = request.POST.get("preview-words", "").strip()[:LONGEST]
    chosen = request.POST.get("preview-run", "")
    run = next((run for run in previewing.latest(workflow.pk) if str(run.pk) == chosen), None)
    if run is None and not words:
        raise CantTell("Choose a brief, or type some words.")
    if run is None:
        return previewing.of_words(step.settings, words)
    try:
        return previewing.of_brief(step, definition, run.brief, workflow.client.name, now(), words)
    except TemplateProblem as problem:
        raise CantTell(f"The prompt can’t be put together: {problem}") from problem


def as_the_form_says(request: HttpRequest, workflow: Workflow, definition: Definition, key: str) -> Step:
    """Or (for a version that can't be changed, whose form isn't sent) as it is stored. Raises CantTell."""
    stored = definition.step(key)
    if not any(name in request.POST for name in ("settings-prompt", "settings-threshold")):
        return stored
    models = answering.choices(lineup.of_client(workflow.client_id))
    form = StepForm(definition, stored, data=request.POST, models=models)
    form.is_valid()
    if form.of_kind.errors or form.of_kind.rows_wrong:
        raise CantTell("Something in the form needs mending first.")
    said = {"for_each": form.cleaned_data.get("for_each") or "", "settings": form.of_kind.settings}
    needs = form.cleaned_data.get("needs")
    return stored.model_copy(update={**said, "needs": tuple(needs) if needs else stored.needs})
