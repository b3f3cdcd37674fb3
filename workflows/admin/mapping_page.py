"""Map it first: from how a process goes today to a draft. Nothing is kept until the person says so."""

from typing import TYPE_CHECKING

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from tenants.admin.base import person
from workflows.admin.frame import url
from workflows.diagram import both
from workflows.engine.definition import Definition
from workflows.engine.mapping import mapped
from workflows.engine.validate import explain
from workflows.exchange import taking
from workflows.forms.mapping import MapForm
from workflows.forms.questions import KINDS as ANSWERS
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest) -> HttpResponse:
    """POST shows what would be made of the answers; with keep=yes it becomes a draft."""
    if not admin.has_add_permission(request):
        return admin.refuse(request, admin.ability)
    form, drawn = _form(admin, request), None
    if request.method == "POST" and form.is_valid():
        drawn = mapped(form.process)
        if request.POST.get("keep"):
            made = _kept(request, form, drawn)
            admin.message_user(
                request, f"“{made}” is a draft now. Read its prompts, and try it on a brief.", level="SUCCESS"
            )
            return redirect(url(made, "process"))
    context = {"title": "Map it first", "form": form, **(_shown(drawn) if drawn else {})}
    return admin.render(request, "admin/gallery/map.html", context)


def _form(admin: "WorkflowAdmin", request: HttpRequest) -> MapForm:
    clients = admin.clients(request).order_by("name")
    posted = request.POST.get("client", "")
    if posted.isdecimal() and int(posted) not in [client.pk for client in clients]:
        raise Http404
    initial = {"client": clients[0].pk} if len(clients) == 1 else {}
    form = MapForm(request.POST if request.method == "POST" else None, initial=initial)
    field = form.fields["client"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = clients
    return form


@transaction.atomic
def _kept(request: HttpRequest, form: MapForm, definition: Definition) -> Workflow:
    made = form.described
    made.slug = taking.free_slug(made.client, slugify(made.name)[:50] or "workflow")
    made.owner = person(request)
    made.save()
    made.open_draft(by=person(request)).fill(definition)
    return made


def _shown(definition: Definition) -> dict[str, object]:
    says = explain(definition)
    return {
        "diagrams": [mark_safe(one) for one in both(definition)],
        "steps": [(step, says.get(step.key, "")) for step in definition.steps],
        "questions": [(field, ANSWERS[field.kind].lower()) for field in definition.fields],
    }
