"""Saving one step of a draft, put together with what somebody else saved of it meanwhile."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import drafting, undoing
from workflows.admin import clashes
from workflows.admin.clashes import Clash, Place, asked
from workflows.admin.frame import frame, step_url
from workflows.comparing.compare import STEP_LABELS
from workflows.comparing.values import spoken
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.forms import values as plain
from workflows.forms.shape import label
from workflows.forms.step import StepForm
from workflows.models import Step as Row
from workflows.models import Version

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def based(request: HttpRequest, version: Version, step: Step) -> str:
    """What the step's form carries."""
    return _place(version, step.key, step.title, step.kind).based(request, plain.of_step(step))


def is_as_seen(request: HttpRequest, version: Version, row: Row) -> bool:
    token = request.POST.get("based", "")
    seen = _place(version, row.key, str(row), row.kind).open(token) if token else None
    return not token or seen == plain.of_step(row.as_engine())


def keep(
    admin: "WorkflowAdmin", request: HttpRequest, version: Version, row: Row, wanted: Step | None
) -> HttpResponse:
    """`wanted`: what the form says; None where the page with both values answers."""
    place = _place(version, row.key, str(row), row.kind, version.definition)
    mine = plain.of_step(wanted) if wanted else {}
    result = clashes.save(request, place, mine, plain.of_step(row.as_engine()))
    if isinstance(result, Clash):
        return asked(admin, request, version, result)
    step = plain.as_step(row.key, result.values, version.definition)
    words = clashes.told(result, version)
    with undoing.undoable(version, f"“{step.title or step.key}” was changed.", person(request)):
        drafting.change_step(row, step)
    admin.message_user(request, f"“{step.title}” is saved.{words}")
    return redirect(step_url(version.workflow, row.key))


def put_back(admin: "WorkflowAdmin", request: HttpRequest, version: Version, key: str) -> HttpResponse:
    """The step was taken out while somebody had its form open: they may put it back as they had it."""
    place = Place(version.workflow, f"steps/{key}", key, lambda name: name)
    seen = place.open(request.POST.get("based", ""))
    if seen is None or seen.get("kind") not in KINDS:
        raise Http404
    if "back" in request.POST:
        step = plain.as_step(key, place.open(request.POST.get("mine", "")) or seen, version.definition)
        with undoing.undoable(version, f"“{step.title or key}” was put back.", person(request)):
            drafting.put_back(version, step)
        admin.message_user(request, f"“{step.title}” is back, as the last step. Say what it comes after.")
        return redirect(step_url(version.workflow, key))
    mine = place.seal(_sent(version, key, seen, request) or seen)
    context = frame(request, version.workflow, version, "process")
    context |= {"gone": seen.get("title") or key, "mine": mine, "based": place.seal(seen)}
    return admin.render(request, "admin/workflow/gone.html", context)


def _sent(version: Version, key: str, seen: dict[str, Any], request: HttpRequest) -> dict[str, Any] | None:
    """What the form said, as far as it can be read."""
    step = plain.as_step(key, seen, version.definition)
    around = version.definition.model_copy(update={"steps": (*version.definition.steps, step)})
    form = StepForm(around, step, data=request.POST)
    return plain.of_step(form.changed) if form.is_valid() else None


def _place(version: Version, key: str, title: str, kind: str, definition: Definition | None = None) -> Place:
    return Place(
        version.workflow,
        f"steps/{key}",
        title or key,
        partial(_label, kind),
        partial(_said, definition, kind),
    )


def _label(kind: str, name: str) -> str:
    setting = name.removeprefix(plain.SETTING)
    known = KINDS[kind].module.Settings.model_fields if kind in KINDS else {}
    if name.startswith(plain.SETTING) and setting in known:
        return label(setting, known[setting])
    return STEP_LABELS.get(name, setting.replace("_", " ").capitalize())


def _said(definition: Definition | None, kind: str, name: str, value: Any) -> str:
    if name == "needs" and definition:
        return ", ".join(definition.graph.name(key) for key in value) or "the brief"
    setting = name.removeprefix(plain.SETTING)
    known = KINDS[kind].module.Settings.model_fields if kind in KINDS else {}
    return spoken(value, setting, known.get(setting))
