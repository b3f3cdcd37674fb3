"""The draft that a page changes."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from tenants.admin.base import person
from workflows.admin.frame import may_edit
from workflows.models import Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

BEGUN = "The draft was published meanwhile, so a new draft began with what you saved."


def draft_of(request: HttpRequest, workflow: Workflow) -> Version:
    """The draft that this person may change by POST; nobody else changes or publishes it until this request is over."""
    if request.method != "POST":
        raise Http404
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    draft = workflow.draft
    if draft is None or not may_edit(request, draft):
        raise Http404
    return draft


def draft_or_new(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> Version:
    """The same for a form that was opened on a draft: where that was published meanwhile, nothing of it is lost."""
    may = request.access.may("edit workflows", workflow.client_id)  # type: ignore[attr-defined]
    if may and request.method == "POST" and request.POST.get("based") and workflow.draft is None:
        workflow.open_draft(by=person(request))
        admin.message_user(request, BEGUN, level="WARNING")
    return draft_of(request, workflow)
