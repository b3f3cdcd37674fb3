"""“What does the model get?”, beside the form of a step, for the form as it stands: nothing is saved or asked."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.timezone import now
from pydantic import ValidationError

from workflows import lineup, sending
from workflows.admin import beginnings
from workflows.admin.frame import in_view
from workflows.admin.recalling import CantTell, as_the_form_says
from workflows.engine.definition import Definition
from workflows.engine.templates import TemplateProblem
from workflows.models import Run, Workflow
from workflows.sending import Asked

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/workflow/sent.html"
KINDS = ("generate", "rubric")


def preview(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponseBase:
    """POST with the step's form, and brief=run:ID, golden:ID, sample:N or "". A stream, as the recall preview is."""
    version = in_view(request, workflow)
    keys = {step.key for step in version.definition.steps if step.kind in KINDS}
    if request.method != "POST" or key not in keys:
        raise Http404
    asked, why = None, ""
    try:
        asked = _asked(request, workflow, version.definition, key)
    except CantTell as reason:
        why = str(reason)
    return StreamingHttpResponse(_told(asked, why))


def _asked(request: HttpRequest, workflow: Workflow, definition: Definition, key: str) -> Asked:
    step = as_the_form_says(request, workflow, definition, key)
    steps = tuple(step if one.key == key else one for one in definition.steps)
    whole = definition.model_copy(update={"steps": steps})
    brief, run = _brief(request, workflow, whole)
    try:
        _ = step.read
        inputs = sending.inputs_for(step, whole, brief, workflow.client, run)
    except ValidationError as error:
        raise CantTell("Something in the step needs mending first.") from error
    except TemplateProblem as problem:
        raise CantTell(f"The list that it runs for can’t be read: {problem}") from problem
    return Asked(workflow.client_id, step, whole, inputs, lineup.of_client(workflow.client_id))


def _told(asked: Asked | None, why: str) -> Iterator[str]:
    context: dict[str, Any] = {"why": why}
    if asked is not None:
        try:
            context["sent"] = sending.sent(asked, now())
        except TemplateProblem as problem:
            context["why"] = f"The prompt can’t be put together: {problem}"
    yield render_to_string(TEMPLATE, context)


def _brief(
    request: HttpRequest, workflow: Workflow, definition: Definition
) -> tuple[Mapping[str, Any], Run | None]:
    value = request.POST.get("sent-brief", "")
    if not value:
        return sending.standing_in(definition), None
    found = beginnings.chosen(workflow, definition, value)
    if found is None:
        raise CantTell("This brief isn’t there any more. Choose another.")
    return found.brief, found.run
