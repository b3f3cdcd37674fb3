"""The Process page: the diagram, the steps, and the form of the one that is chosen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.timezone import now

from tenants.admin.base import person
from workflows import (
    advising,
    answering,
    asking,
    auditing,
    drafting,
    lineup,
    previewing,
    replaying,
    undoing,
)
from workflows.admin import beginnings, clashes, sending_page, step_saving
from workflows.admin.drafts import draft_of, draft_or_new
from workflows.admin.frame import frame, in_view, step_url, url
from workflows.diagram import StepState, both
from workflows.engine import templates
from workflows.engine.checks import knowing
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.engine.problems import Problem
from workflows.forms import reach
from workflows.forms.step import StepForm
from workflows.models import Version, Workflow
from workflows.providers.registry import Registry

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/workflow/process.html"
ABOUT = {
    "generate": "A draft, an outline, titles, parts of a piece.",
    "transform": "Puts texts together or splits a list; costs nothing.",
    "fetch": "A page or a feed that the writer needs.",
    "rules": "Length, phrases, facts, links: exact and free.",
    "rubric": "Tone, clarity, structure: scored with quotes.",
    "review": "Always, or only what a gate flagged.",
    "deliver": "Where the approved piece goes, exactly once.",
}


@dataclass(frozen=True)
class Card:
    """A step in the list."""

    step: Step
    kind: str
    url: str
    problems: list[Problem]
    chosen: bool

    @property
    def only_warnings(self) -> bool:
        return all(problem.level == "warning" for problem in self.problems)


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    version = in_view(request, workflow)
    definition = version.definition
    keys = [step.key for step in definition.steps]
    key = request.GET.get("step", "")
    chosen = key if key in keys else next(iter(keys), "")
    models = lineup.of_agency(workflow.client_id)
    form = _form(definition, definition.step(chosen), models, workflow) if chosen else None
    return admin.render(request, TEMPLATE, _context(request, workflow, version, form, models))


def save(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    """POST. A refused form leaves this address in the browser: opened again, it leads to the step."""
    if request.method == "GET":
        return redirect(step_url(workflow, key))
    version = draft_or_new(admin, request, workflow)
    row = version.steps.filter(key=key).first()
    if row is None:
        return step_saving.put_back(admin, request, version, key)
    if row.kind not in KINDS:
        raise Http404
    if clashes.is_answer(request):
        return step_saving.keep(admin, request, version, row, None)
    models = lineup.of_agency(workflow.client_id)
    form = _form(version.definition, row.as_engine(), models, workflow, data=request.POST)
    if not form.is_valid():
        return admin.render(request, TEMPLATE, _context(request, workflow, version, form, models))
    return step_saving.keep(admin, request, version, row, form.changed)


def add(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST kind=…, after=KEY; or kind=starter for the usual five steps in an empty draft."""
    draft, kind = draft_of(request, workflow), request.POST.get("kind", "")
    if kind == "starter" and not draft.steps.exists():
        with undoing.undoable(draft, "The usual five steps were put in.", person(request)):
            drafting.begin(draft)
        return redirect(url(workflow, "process"))
    if kind not in KINDS:
        raise Http404
    with undoing.undoable(draft, f"A step is added: {KINDS[kind].label}.", person(request)):
        row = drafting.add_step(draft, kind, request.POST.get("after", ""))
    return redirect(step_url(workflow, row.key))


def duplicate(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    """POST. The step as it was saved last, once more."""
    draft = draft_of(request, workflow)
    row = draft.steps.filter(key=key).first()
    if row is None or row.kind not in KINDS:
        raise Http404
    with undoing.undoable(
        draft, f"“{row}” is there twice: change what the second one does.", person(request)
    ):
        made = drafting.duplicate_step(draft, key)
    return redirect(step_url(workflow, made.key))


def remove(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    version = draft_of(request, workflow)
    row = version.steps.filter(key=key).first()
    if row is None:
        raise Http404
    if not step_saving.is_as_seen(request, version, row):
        words = f"“{row}” was changed after you opened this page, so it is still here. Look at it, then remove it."
        admin.message_user(request, words, level="WARNING")
        return redirect(step_url(workflow, key))
    gone = f"“{row}” is gone; what came after it comes after the step before."
    with undoing.undoable(version, gone, person(request)):
        drafting.remove_step(version, key)
    return redirect(url(workflow, "process"))


def order(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """The keys as the page lists them; a button may move one up or down."""
    keys = request.POST.getlist("key")
    moved, _, by = request.POST.get("move", "").partition(":")
    if moved in keys and by in ("-1", "1"):
        place = keys.index(moved)
        keys.insert(max(0, place + int(by)), keys.pop(place))
    draft = draft_of(request, workflow)
    there = list(draft.steps.values_list("key", flat=True))
    if [key for key in keys if key in there] != there:
        with undoing.undoable(draft, "The steps stand in another order.", person(request)):
            drafting.reorder(draft, keys)
    return redirect(step_url(workflow, request.POST.get("chosen", "")))


def _form(
    definition: Definition, step: Step, models: Registry, workflow: Workflow, data: Any = None
) -> StepForm:
    offered = answering.choices(models) if step.kind in answering.ASKING else ()
    people = asking.choices(workflow.client_id) if step.kind == "review" else ()
    return StepForm(definition, step, data=data, models=offered, people=people)


def _context(
    request: HttpRequest, workflow: Workflow, version: Version, form: StepForm | None, models: Registry
) -> dict[str, Any]:
    definition, around = version.definition, frame(request, workflow, version, "process", models)
    chosen = form.step.key if form else ""
    kind = form.step.kind if form else ""
    runs = previewing.latest(workflow.pk) if kind in sending_page.KINDS else []
    by_step = _by_step(around["problems"])
    found = {
        key: StepState("flagged", _count(len(problems))) for key, problems in by_step.items() if problems
    }
    drawn = both(
        definition, url=lambda key: _link(workflow, key, around["asked"]), states=found, selected=chosen
    )
    return around | {
        "diagrams": [mark_safe(one) for one in drawn],
        "cards": [_card(step, workflow, by_step, chosen, around["asked"]) for step in definition.steps],
        "general": by_step.get("", []),
        "advised": advising.advised(version, models) if definition.steps else None,
        "kinds": [(key, one.label, ABOUT.get(key, "")) for key, one in KINDS.items()],
        "form": form,
        "based": step_saving.based(request, version, form.step) if form else "",
        "chosen": chosen,
        "chosen_problems": by_step.get(chosen, []),
        "explained": explained(form.step, definition) if form else "",
        "kind_label": KINDS[form.step.kind].label if form else "",
        "limits": knowing.limits(workflow.client.language) if kind == "rules" else "",
        "briefs": runs if kind == "generate" else None,
        "sends": kind in sending_page.KINDS,
        "sent_briefs": beginnings.offered(workflow, definition, runs) if kind in sending_page.KINDS else (),
        "replay_counts": replaying.COUNTS if kind == "rubric" else (),
        "audits": auditing.of_late(workflow, now()) if kind == "review" else [],
        "groups": reach.in_reach(definition, chosen) if form else [],
        "known": [name.path for group in reach.in_reach(definition, chosen) for name in group.names]
        if form
        else [],
        "filters": templates.FILTERS,
        "beyond": reach.beyond(definition, chosen) if form else {},
    }


def explained(step: Step, definition: Definition) -> str:
    """One sentence; nothing while the settings are too incomplete to say anything."""
    try:
        return str(KINDS[step.kind].module.explain(step, definition))
    except (KeyError, ValueError):
        return ""


def _card(
    step: Step, workflow: Workflow, problems: dict[str, list[Problem]], chosen: str, asked: str
) -> Card:
    label = KINDS[step.kind].label if step.kind in KINDS else step.kind
    return Card(step, label, _link(workflow, step.key, asked), problems.get(step.key, []), step.key == chosen)


def _link(workflow: Workflow, key: str, asked: str) -> str:
    if key == "brief":
        return url(workflow, "questions") + asked
    return step_url(workflow, key) + asked.replace("?", "&") + "#step"


def _by_step(problems: list[Problem]) -> dict[str, list[Problem]]:
    """Step key -> its problems; "" for those of the whole, "brief" for those of the questions."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        kind, _, rest = problem.where.partition(".")
        key = rest.partition(".")[0] if kind == "steps" else ("brief" if kind == "fields" and rest else "")
        found.setdefault(key, []).append(problem)
    return found


def _count(number: int) -> str:
    return f"{number} problem{'' if number == 1 else 's'}"
