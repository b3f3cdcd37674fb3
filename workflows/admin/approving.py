"""A second person approves a publication, or sends it back; whoever asked may withdraw."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import publications
from workflows.admin.frame import url
from workflows.models import Publication, Workflow
from workflows.models.event import record
from workflows.models.version import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def decide(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    """POST decision=approve, refuse (with its reason) or withdraw."""
    asked = Publication.objects.filter(pk=number, version__workflow=workflow).first()
    decision = request.POST.get("decision", "")
    if request.method != "POST" or asked is None or decision not in ("approve", "refuse", "withdraw"):
        raise Http404
    try:
        words = _decided(request, asked, decision)
    except publications.Impossible as impossible:
        admin.message_user(request, str(impossible), level="WARNING")
    except Unpublishable as refused:
        why = f"It can’t be published: {refused.problems[0].sentence}"
        admin.message_user(request, why, level="WARNING")
    else:
        admin.message_user(request, words, level="SUCCESS")
    return redirect(url(workflow, "process" if workflow.draft is None else "publish"))


def _decided(request: HttpRequest, asked: Publication, decision: str) -> str:
    by = person(request)
    if decision == "withdraw":
        publications.withdraw(asked, by)
        return "The request is withdrawn."
    if decision == "refuse":
        publications.refuse(asked, by, request.POST.get("reason", "").strip())
        return "It is sent back."
    version = publications.approve(asked, by)
    if version is None:
        return "It is approved, and published when its time comes."
    return f"Version {version.number} is published: new runs use it."


def needed(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST on=yes, or on= for no. Only who manages clients may: else one person could switch it off and publish."""
    if request.method != "POST":
        raise Http404
    workflow.second_person = bool(request.POST.get("on"))
    workflow.save(update_fields=["second_person"])
    words = "needs a second person" if workflow.second_person else "no longer needs a second person"
    record(
        workflow.client_id, "workflow.changed", sentence=f"Publishing “{workflow}” {words}.", by=person(request),
        workflow=workflow.pk,
    )  # fmt: skip
    admin.message_user(request, f"Publishing {words}.")
    return redirect(url(workflow, "versions"))
