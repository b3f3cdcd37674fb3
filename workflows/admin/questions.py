"""The Intake form page: the questions of a brief, as rows to add, drag and change."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from workflows import drafting
from workflows.admin.frame import frame, in_view, url
from workflows.admin.process import draft_of
from workflows.forms.brief import BriefForm
from workflows.forms.questions import QuestionsForm
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if request.method == "POST":
        draft = draft_of(request, workflow)
        form = QuestionsForm(draft.definition.fields, request.POST)
        if form.is_valid():
            drafting.ask(draft, form.fields)
            admin.message_user(request, "The intake form is saved.")
            return redirect(url(workflow, "questions"))
        version = draft
    else:
        version = in_view(request, workflow)
        form = QuestionsForm(version.definition.fields)
    context = frame(request, workflow, version, "questions")
    context |= {"form": form, "preview": BriefForm(version.definition.fields)}
    return admin.render(request, "admin/workflow/questions.html", context)
