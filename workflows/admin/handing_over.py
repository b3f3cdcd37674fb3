"""The Handoff tab: the page that lets somebody else run the workflow tomorrow, and what goes out with it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_variables

from memory.models import Document
from tenants.admin.base import person
from tenants.ids import uuids
from workflows import advising, lineup
from workflows.admin.downloads import as_file
from workflows.admin.frame import frame, in_view, url
from workflows.handoff import Reader, handoff, links, worked
from workflows.handoff.pack import packed
from workflows.handoff.worked import Worked
from workflows.models import HandoffLink, Run, Version, Workflow
from workflows.views import as_markdown, as_pdf, documented, reader

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, problem: str = "") -> HttpResponse:
    version = _asked(request, workflow)
    models = lineup.of_agency(workflow.client_id)
    context = frame(request, workflow, version, "handoff", models)
    value = handoff(version, reader(request, version), models)
    context |= {
        "page": value,
        "diagrams": [mark_safe(drawn) for drawn in value.diagrams],
        "advised": advising.advised(version, models),
        "markdown_url": url(workflow, "handoff_markdown") + context["asked"],
        "pdf_url": url(workflow, "handoff_pdf") + context["asked"],
        "problem": problem,
        **(_going_out(workflow, value.example) if context["can_edit"] else {}),
    }
    return admin.render(request, "admin/workflow/handoff.html", context, 422 if problem else 200)


def markdown(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    version = _asked(request, workflow)
    return as_markdown(handoff(version, reader(request, version)))


def as_paper(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    version = _asked(request, workflow)
    return as_pdf(handoff(version, reader(request, version)))


def pack(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """?document=ID…&example=yes&costs=yes: what of the client goes along."""
    version = _asked(request, workflow)
    ids = request.GET.getlist("document")
    documents = _documents(workflow).filter(pk__in=[int(one) for one in ids if _is_id(one)])
    if len(documents) != len(set(ids)):
        raise Http404
    sees = Reader(costs="costs" in request.GET, example="example" in request.GET)
    return as_file(packed(version, sees, documents), f"{workflow.slug} handoff", "zip")


def example(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """`run`: the finished run that is shown; "" for none."""
    if request.method == "POST":
        worked.choose(workflow, _run(workflow, request.POST.get("run", "")), person(request))
        admin.message_user(request, "The worked example is changed.", level="SUCCESS")
    return redirect(url(workflow, "handoff"))


@sensitive_variables()
def make_link(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """The answer to the POST itself shows the address: it is kept nowhere."""
    if request.method != "POST":
        return redirect(url(workflow, "handoff"))
    shown = {name: name in request.POST for name in ("example", "costs")}
    try:
        link, token = links.make(workflow, request.POST.get("name", ""), person(request), **shown)
    except links.Refused as refused:
        return page(admin, request, workflow, str(refused))
    context = frame(request, workflow, in_view(request, workflow), "handoff")
    context |= {"link": link, "address": f"{settings.SITE_URL}{reverse('handoff_link', args=[token])}"}
    return admin.render(request, "admin/workflow/handoff_link.html", context)


def revoke(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    link = get_object_or_404(
        HandoffLink, client_id=workflow.client_id, workflow=workflow, pk=number, revoked_at=None
    )
    if request.method == "POST":
        links.revoke(link, person(request))
        admin.message_user(request, f"The link for {link.name} opens nothing any more.", level="SUCCESS")
    return redirect(url(workflow, "handoff"))


def _asked(request: HttpRequest, workflow: Workflow) -> Version:
    """?version=N, in every shape of the page; else what is published, or what there is."""
    asked = in_view(request, workflow) if "version" in request.GET else None
    return asked or documented(workflow) or in_view(request, workflow)


def _going_out(workflow: Workflow, chosen: Worked | None) -> dict[str, Any]:
    runs = worked.offered(workflow)
    return {
        "links": links.live(workflow),
        "runs": runs,
        "chosen": chosen,
        "is_older": chosen and chosen.run not in [run.pk for run in runs],
        "documents": _documents(workflow),
    }


def _documents(workflow: Workflow) -> QuerySet[Document]:
    """Approved pieces are work, and not what the client gave."""
    rows = Document.objects.filter(client_id=workflow.client_id).exclude(text="").exclude(source="approved")
    return rows.order_by("kind", "title")


def _run(workflow: Workflow, asked: str) -> Run | None:
    if not asked:
        return None
    done = Run.objects.filter(
        client_id=workflow.client_id, version__workflow=workflow, state=Run.State.DONE, pk__in=uuids([asked])
    )
    if found := done.first():
        return found
    raise Http404


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
