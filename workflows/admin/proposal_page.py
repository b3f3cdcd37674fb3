"""What a model proposes for a process: waited for, looked at, changed, and then kept or dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import decisions, proposals, standing
from workflows.admin import mapping_page
from workflows.costs.calls import cost_of
from workflows.engine.definition import Definition
from workflows.engine.kinds import KINDS
from workflows.engine.mapping import mapped
from workflows.engine.proposing import Edits, Proposal, Unusable, edited, proposed
from workflows.engine.validate import explain
from workflows.forms.mapping import MapForm
from workflows.forms.questions import KINDS as ANSWERS
from workflows.models import Call, Run

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/gallery/proposal.html"


@dataclass(frozen=True)
class Line:
    """A question, a step or a criterion on the page. `source` is None for what isn't the model's to propose."""

    kind: str
    name: str
    about: str
    why: str
    source: int | None
    kept: bool = True
    prompt: str = ""


def page(admin: "WorkflowAdmin", request: HttpRequest, run: UUID) -> HttpResponse:
    """GET waits, then shows it. POST do=look|keep|plain|discard; only keep and plain keep anything."""
    if not admin.has_add_permission(request):
        return admin.refuse(request, admin.ability)
    found = mapping_page.proposal_of(admin, request, str(run))
    if found is None:
        raise Http404
    wish = request.POST.get("do", "")
    if request.method == "POST" and wish == "discard":
        return _discarded(admin, request, found)
    if found.is_open and wish != "plain":
        context = {"title": "A proposal", "run": found, "standing": standing.of(found)}
        return admin.render(request, TEMPLATE, context)
    return _answered(admin, request, found, wish)


def _answered(admin: "WorkflowAdmin", request: HttpRequest, run: Run, wish: str) -> HttpResponse:
    form = MapForm(admin.clients(request), proposals.answers(run))
    if not form.is_valid():  # somebody it names is gone since
        admin.message_user(
            request, "Something that you told has changed since. Look through it.", level="WARNING"
        )
        return redirect(_again(run))
    plain = mapped(form.process)
    if wish == "plain":
        return mapping_page.keep(admin, request, form, plain)
    context = {
        "title": "A proposal",
        "run": run,
        "cost": cost_of(Call.objects.filter(run=run.pk)),
        "wanted": form,
    }
    context |= {
        "model": run.calls.filter(state="answered").order_by("id").values_list("model", flat=True).last()
    }
    try:
        said, edits = proposals.data(run), _edits(request)
        whole = proposed(said, form.process)
        now = proposed(edited(said, edits), form.process)
    except Unusable as unusable:
        return admin.render(
            request, TEMPLATE, context | {"why_not": str(unusable), **mapping_page.shown(plain)}
        )
    if wish == "keep":
        return mapping_page.keep(admin, request, form, now.definition)
    context |= {
        "proposal": now,
        "columns": _columns(whole, now.definition, edits),
        **mapping_page.shown(now.definition),
    }
    return admin.render(request, TEMPLATE, context)


def _discarded(admin: "WorkflowAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    if run.is_open:
        decisions.cancel(run, by=person(request))
    admin.message_user(request, "The proposal is dropped. Nothing was kept of it.")
    return redirect("admin:workflows_workflow_changelist")


def _again(run: Run) -> str:
    return f"../?like={run.pk}"


def _edits(request: HttpRequest) -> Edits:
    """name-steps-0 and keep-steps-0 of each row that the page showed; without any: as the model said."""
    names: dict[str, dict[int, str]] = {}
    for key, words in request.POST.items():
        field, _, rest = key.partition("-")
        of, _, place = rest.partition("-")
        if field == "name" and place.isdecimal() and len(place) < 4:
            kept = f"keep-{of}-{place}" in request.POST
            names.setdefault(of, {})[int(place)] = " ".join(str(words).split())[:120] if kept else ""
    return Edits(names)


def _columns(whole: Proposal, now: Definition, edits: Edits) -> list[list[tuple[str, str, list[Line]]]]:
    """Two columns of (list, its heading, lines): what was proposed, changed by the person, and what is there anyway."""
    asked = ("fields", "What it asks", list(_lines("fields", _questions(whole), whole, edits)))
    steps = ("steps", "Steps", list(_lines("steps", _steps(whole, now), whole, edits)))
    judged = ("criteria", "What the judge looks at", list(_lines("criteria", _criteria(whole), whole, edits)))
    return [[asked, judged], [steps]]


Rows = Iterator[tuple[str, str, str, str, str]]  # key, kind, name, about, prompt


def _lines(of: str, rows: Rows, whole: Proposal, edits: Edits) -> Iterator[Line]:
    for key, kind, name, about, prompt in rows:
        where, names = f"{of}.{key}", edits.names.get(of, {})
        source = whole.sources.get(where)
        now = name if source is None else names.get(source, name)
        yield Line(kind, now or name, about, whole.whys.get(where, ""), source, bool(now), prompt)


def _questions(whole: Proposal) -> Rows:
    for field in whole.definition.fields:
        empty = "" if field.required else ", may stay empty"
        options = f": {', '.join(field.options)}" if field.options else ""
        yield field.key, "", field.label, f"{ANSWERS[field.kind]}{options}{empty}", ""


def _steps(whole: Proposal, now: Definition) -> Rows:
    says = {**explain(now), **explain(whole.definition)}
    for step in whole.definition.steps:
        about = f"{KINDS[step.kind].label}. {says.get(step.key, '')}"
        yield step.key, step.kind, step.title, about, str(step.settings.get("prompt", ""))


def _criteria(whole: Proposal) -> Rows:
    """Those of the first rubric: every other has the same."""
    first = next((step for step in whole.definition.steps if step.kind == "rubric"), None)
    for one in first.settings["criteria"] if first else ():
        yield one["key"], "", one["name"], one["description"], ""
