"""Map it first: from how a process goes today to a draft. Nothing is kept until the person says so."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from tenants.admin.base import only_of, person
from tenants.ids import uuids
from tenants.models import Client
from workflows import lineup, proposals
from workflows.admin.frame import url
from workflows.diagram import both
from workflows.engine.definition import Definition
from workflows.engine.mapping import mapped
from workflows.engine.validate import explain
from workflows.exchange import taking
from workflows.forms.mapping import MapForm
from workflows.forms.questions import KINDS as ANSWERS
from workflows.limits import QueueFull
from workflows.models import Run, Version, Workflow
from workflows.models.version import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest) -> HttpResponse:
    """POST shows what would be made of the answers; keep=yes makes it a draft, propose=yes asks a model first.
    ?like=RUN begins with the answers of an earlier proposal."""
    if not admin.has_add_permission(request):
        return admin.refuse(request, admin.ability)
    form, drawn = _form(admin, request), None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("propose") and (run := _asked(request, form)):
            return redirect("admin:workflows_workflow_proposal", run.pk)
        drawn = mapped(form.process)
        if request.POST.get("keep"):
            return keep(admin, request, form, drawn)
    context = {"title": "Map it first", "form": form, **(shown(drawn) if drawn else {})}
    return admin.render(request, "admin/gallery/map.html", context)


def keep(admin: "WorkflowAdmin", request: HttpRequest, form: MapForm, drawn: Definition) -> HttpResponse:
    made, is_new = _kept(request, form, drawn)
    words = f"“{made}” is a draft now. Read its prompts, and try it on a brief."
    if not is_new:
        words = f"“{made}” is a draft already, made from these very answers. For another one, choose another name."
    admin.message_user(request, words, level="SUCCESS" if is_new else "WARNING")
    return redirect(url(made, "process"))


def proposal_of(admin: "WorkflowAdmin", request: HttpRequest, wanted: str) -> Run | None:
    """Of a client for which this person may make workflows."""
    rows = Run.with_trials.filter(version__workflow__assistant=proposals.ASSISTANT)
    return rows.filter(pk__in=uuids([wanted]), client__in=admin.clients(request)).first()


def _form(admin: "WorkflowAdmin", request: HttpRequest) -> MapForm:
    clients = admin.clients(request)
    only_of(clients, request.POST.get("client", ""))
    initial: dict[str, object] = {"owner": request.user.pk}
    initial |= {"client": clients[0].pk} if len(clients) == 1 else {}
    if like := proposal_of(admin, request, request.GET.get("like", "")):
        initial = dict(proposals.answers(like))
    return MapForm(clients, request.POST if request.method == "POST" else None, initial=initial)


def _asked(request: HttpRequest, form: MapForm) -> Run | None:
    """None where no model can be asked now; then the answers alone have to do, and a sentence says so."""
    client = form.cleaned_data["client"]
    if lineup.without_models([client.pk]):
        messages.warning(
            request, f"No model is connected for {client}, so this is drawn from your answers alone."
        )
        return None
    try:
        return proposals.begin(client, form.process, form.sent, by=person(request))
    except (QueueFull, Unpublishable) as refused:
        messages.warning(request, f"{refused} This is drawn from your answers alone.")
        return None


@transaction.atomic
def _kept(request: HttpRequest, form: MapForm, definition: Definition) -> tuple[Workflow, bool]:
    """And whether it is new: a form that is sent twice, also at the same moment, makes one draft."""
    made = form.described
    list(Client.objects.select_for_update(no_key=True).filter(pk=made.client_id))
    if same := _same(made, definition):
        return same, False
    made.slug = taking.free_slug(made.client, slugify(made.name)[:50] or "workflow")
    made.save()
    made.open_draft(by=person(request)).fill(definition)
    return made, True


def _same(wanted: Workflow, definition: Definition) -> Workflow | None:
    """One that was told in the same words, and that nobody has changed or published since."""
    told = {name: getattr(wanted, name) for name in ("client", "owner", *taking.DESCRIBING)}
    drafts = Version.objects.filter(workflow__in=Workflow.objects.filter(**told), number=1, state="draft")
    return next((one.workflow for one in drafts.order_by("-pk") if one.definition == definition), None)


def shown(definition: Definition) -> dict[str, object]:
    says = explain(definition)
    return {
        "diagrams": [mark_safe(one) for one in both(definition)],
        "steps": [(step, says.get(step.key, "")) for step in definition.steps],
        "questions": [(field, ANSWERS[field.kind].lower()) for field in definition.fields],
    }
