"""Pausing and resuming a workflow, from its page and from those of its runs."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from workflows import switch
from workflows.admin.frame import url
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    return switch.turn(request, workflow, url(workflow, "process"))
