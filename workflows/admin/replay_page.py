"""“What would have happened?”, beside the form of a rubric, for the form as it stands: nothing is saved."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse

from workflows import histogram, replaying
from workflows.admin.frame import in_view
from workflows.engine.definition import Definition, Step
from workflows.forms.step import StepForm
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/workflow/replayed.html"
MEND = "Something in the form needs mending first. Save the step to see what."


def preview(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    """POST with the step's form and `replay-count`."""
    definition = in_view(request, workflow).definition
    if request.method != "POST" or key not in definition.graph.steps or definition.step(key).kind != "rubric":
        raise Http404
    settings = _settings(request, definition, definition.step(key))
    context = {"why": MEND} if settings is None else _found(request, workflow, key, settings)
    return admin.render(request, TEMPLATE, context)


def _settings(request: HttpRequest, definition: Definition, stored: Step) -> dict[str, Any] | None:
    """As the form says, or (for a version that can't be changed, whose form isn't sent) as it is stored; None where
    they are no good."""
    form = StepForm(definition, stored, data=request.POST if "settings-threshold" in request.POST else None)
    if form.is_bound:
        form.is_valid()
        return None if form.of_kind.errors or form.of_kind.rows_wrong else form.of_kind.settings
    return dict(stored.settings)


def _found(request: HttpRequest, workflow: Workflow, key: str, settings: dict[str, Any]) -> dict[str, Any]:
    asked = request.POST.get("replay-count", "")
    count = int(asked) if asked in map(str, replaying.COUNTS) else replaying.COUNTS[0]
    found = replaying.replayed(workflow, key, settings, count)
    new, old = settings.get("threshold", 7.0), _published(workflow, key)
    return {
        "replay": found,
        "threshold": new,
        "before": old,
        "change": found.would_pass - found.passed,
        "chart": histogram.of(found.pieces, new, new if old is None else old),
    }


def _published(workflow: Workflow, key: str) -> float | None:
    """The threshold that runs go by today."""
    version = workflow.published
    steps = version.definition.graph.steps if version else {}
    return (
        float(getattr(steps[key].read, "threshold", 7.0))
        if key in steps and steps[key].kind == "rubric"
        else None
    )
