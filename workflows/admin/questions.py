"""The Intake form page: the questions of a brief, as rows to add, drag and change."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import drafting, undoing
from workflows.admin import clashes
from workflows.admin.clashes import Clash, Place, asked
from workflows.admin.drafts import draft_or_new
from workflows.admin.frame import frame, in_view, url
from workflows.comparing.values import spoken
from workflows.engine.definition import Field
from workflows.engine.settings import listed
from workflows.forms import values
from workflows.forms.brief import BriefForm
from workflows.forms.questions import KINDS, QuestionsForm
from workflows.merging import in_order
from workflows.models import Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if request.method == "POST":
        draft = draft_or_new(admin, request, workflow)
        if clashes.is_answer(request):
            return _save(admin, request, draft, ())
        form = QuestionsForm(draft.definition.fields, request.POST)
        if form.is_valid():
            return _save(admin, request, draft, form.fields)
        version = draft
    else:
        version = in_view(request, workflow)
        form = QuestionsForm(version.definition.fields)
    context = frame(request, workflow, version, "questions")
    context |= {"form": form, "preview": BriefForm(version.definition.fields)}
    context["based"] = _place(version).based(request, values.of_questions(version.definition.fields))
    return admin.render(request, "admin/workflow/questions.html", context)


def _save(
    admin: "WorkflowAdmin", request: HttpRequest, draft: Version, wanted: Sequence[Field]
) -> HttpResponse:
    theirs = values.of_questions(draft.definition.fields)
    result = clashes.save(request, _place(draft), values.of_questions(wanted), theirs)
    if isinstance(result, Clash):
        return asked(admin, request, draft, result)
    order = in_order(result.base, result.mine, theirs, result.values)
    words = f"The intake form is saved.{clashes.told(result, draft)}"
    gone = [field.label for field in draft.definition.fields if field.key not in order]
    did = _without(gone) if gone else "The intake form was changed."
    with undoing.undoable(draft, did, person(request)):
        drafting.ask(draft, [Field.model_validate(result.values[key]) for key in order])
    admin.message_user(request, words)
    return redirect(url(draft.workflow, "questions"))


def _without(labels: Sequence[str]) -> str:
    named = listed(f"“{label}”" for label in labels)
    return f"{named} {'is' if len(labels) == 1 else 'are'} gone from the intake form."


def _place(version: Version) -> Place:
    labels = {field.key: field.label for field in version.definition.fields}
    return Place(version.workflow, "questions", "Intake form", lambda key: labels.get(key, key), _said)


def _said(key: str, value: Mapping[str, Any]) -> str:
    told = {**value, "kind": KINDS.get(value.get("kind", ""), "")}
    return spoken({"question": told.pop("label"), **told}).replace(" · ", "\n")
