"""What is done about advice on the Process page: add it to the draft, put it aside, take it up again; Undo and Redo."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from tenants.ids import numbers
from workflows import advising, undoing
from workflows.admin.drafts import draft_of
from workflows.admin.frame import url
from workflows.engine.advice import CHECKS
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

LONGEST = 300  # characters of a reason
WENT_ON = "The draft was changed since, so nothing was undone."
NOT_SO = "This advice doesn’t hold any more, so nothing was changed."
BACK = {"questions"}  # pages that Undo leads back to; else the process


def add(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    _known(request, key)
    draft = draft_of(request, workflow)
    if advising.add(draft, key, person(request)) is None:
        admin.message_user(request, NOT_SO, level="WARNING")
    return redirect(url(workflow, "process"))


def dismiss(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    _known(request, key)
    reason = " ".join(request.POST.get("reason", "").replace("\0", "").split())
    if not reason or len(reason) > LONGEST:
        wrong = f"with {LONGEST} characters at most" if reason else "so that the next person knows"
        admin.message_user(
            request, f"Say why in a sentence, {wrong}. The advice is still here.", level="WARNING"
        )
    else:
        advising.dismiss(workflow, key, reason, person(request))
    return redirect(f"{url(workflow, 'process')}#advice")


def take_back(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, key: str) -> HttpResponse:
    _known(request, key)
    workflow.dismissals.filter(advice=key).delete()
    return redirect(f"{url(workflow, 'process')}#advice")


def undo(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST change=NUMBER, as the page offered it: to undo, or to do again. Sent twice, it is done once."""
    draft = draft_of(request, workflow)
    sent = next(iter(numbers([request.POST.get("change", "")])), 0)
    found = draft.undos.filter(pk=sent).first()
    forth = bool(found and found.undone)
    if found is None or not undoing.undo(draft, sent, person(request)):
        admin.message_user(request, WENT_ON, level="WARNING")
    else:
        admin.message_user(
            request, f"{'Done again' if forth else 'Undone'}. It was: {found.words}", level="SUCCESS"
        )
    back = request.POST.get("back", "")
    return redirect(url(workflow, back if back in BACK else "process"))


def _known(request: HttpRequest, key: str) -> None:
    if request.method != "POST" or key not in CHECKS:
        raise Http404
