"""The Handoff tab: the page that lets somebody else run the workflow tomorrow; as Markdown too."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from workflows import advising
from workflows.admin.frame import frame, in_view, url
from workflows.handoff import handoff
from workflows.models import Workflow
from workflows.views import as_markdown, documented

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    asked = in_view(request, workflow) if "version" in request.GET else None
    version = asked or documented(workflow) or in_view(request, workflow)
    context = frame(request, workflow, version, "handoff")
    value = handoff(version)
    context |= {
        "page": value,
        "diagrams": [mark_safe(drawn) for drawn in value.diagrams],
        "advised": advising.advised(version),
        "markdown_url": url(workflow, "handoff_markdown"),
    }
    return admin.render(request, "admin/workflow/handoff.html", context)


def markdown(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    return as_markdown(handoff(documented(workflow) or in_view(request, workflow)))
