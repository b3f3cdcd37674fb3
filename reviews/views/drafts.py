from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from reviews import drafts
from reviews.page import PortalRequest, portal
from reviews.views.requests import asked_by, draft_id, published
from workflows import intake
from workflows.forms.uploads import receiver


@require_POST
@portal
def keep(request: PortalRequest, pk: int) -> HttpResponse:
    """What the form holds now. While somebody types it says so in a line; as a button it leads to the list."""
    workflow, version = published(request, pk)
    fields = version.definition.fields
    typed = request.htmx  # type: ignore[attr-defined]
    answers = intake.posted(fields, request.POST)
    if not typed:  # as somebody types, files stay where they are chosen
        answers, _ = receiver(request, workflow.client_id, request.user)(fields, answers)
    problem = ""
    try:
        draft = drafts.save(draft_id(request), version, request.user, answers)
    except drafts.Full as full:
        draft, problem = None, str(full)
    if typed:
        facts = {"draft": draft, "problem": problem, "now": now()}
        return render(request, "portal/parts/kept.html", facts)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(
            request, "Saved. You find it under “Your drafts”." if draft else "There was nothing to save."
        )
    return redirect("portal:requests")


@require_POST
@portal
def discard(request: PortalRequest, pk: UUID) -> HttpResponse:
    draft = get_object_or_404(asked_by(request), pk=pk)
    draft.delete()
    messages.success(request, "The draft is gone.")
    return redirect("portal:requests")
