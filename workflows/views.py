"""The handoff page for a client's own people in the portal and for readers by a link, and the files of briefs."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from tenants.access import STAFF, Access
from tenants.logs import about
from tenants.scope import scope
from workflows.handoff import Handoff, Reader, handoff, links
from workflows.handoff.pdf import pdf
from workflows.models import File, Version, Workflow
from workflows.printing.press import Unprintable


@login_required
def handoff_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published, in the scope's clients; 404 for anything else. Not by slug: two clients may share one."""
    version = _published(request, pk)
    value = handoff(version, reader(request, version))
    diagrams = [mark_safe(drawn) for drawn in value.diagrams]
    return render(request, "handoff/page.html", {"page": value, "diagrams": diagrams, "pk": pk})


@login_required
def handoff_markdown(request: HttpRequest, pk: int) -> HttpResponse:
    version = _published(request, pk)
    return as_markdown(handoff(version, reader(request, version)))


@login_required
def handoff_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    version = _published(request, pk)
    return as_pdf(handoff(version, reader(request, version)))


@login_required
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A picture is shown, a PDF is saved: nothing that somebody uploaded runs as a page of ours."""
    row = get_object_or_404(File, pk=pk)
    how = "inline" if row.is_picture else "attachment"
    response = HttpResponse(bytes(row.content), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(how == "attachment", row.name) or how
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@sensitive_variables()
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the link, without any cookie. 404 for one that is unknown or was taken back."""

    def page(value: Handoff) -> HttpResponse:
        facts = {"page": value, "diagrams": [mark_safe(drawn) for drawn in value.diagrams], "token": token}
        return render(request, "handoff/page.html", facts)

    return _shared(token, page)


@require_safe
@sensitive_variables()
def shared_markdown(request: HttpRequest, token: str) -> HttpResponse:
    return _shared(token, as_markdown)


@require_safe
@sensitive_variables()
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    return _shared(token, as_pdf)


@sensitive_variables()
def _shared(token: str, answer: Callable[[Handoff], HttpResponse]) -> HttpResponse:
    client = links.client_of(token)
    if client is None:
        raise Http404
    with scope([client]), about(client=client):
        link = links.holder(token)
        if link is None:
            raise Http404
        with scope([client], link.client.agency_id):
            version = documented(link.workflow)
            if version is None:
                raise Http404
            version.workflow = link.workflow
            return _discreet(answer(handoff(version, links.reader(link))))


def _discreet(answer: HttpResponse) -> HttpResponse:
    """Found by no search engine, kept by no cache, and its address told to nobody."""
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def reader(request: HttpRequest, version: Version) -> Reader:
    """Whoever is signed in for this client sees its content; costs, and who decides by name, are the agency's."""
    access: Access = request.access  # type: ignore[attr-defined]
    costs = access.may("see costs", version.client_id)
    people = access.roles.get(version.client_id) in STAFF
    return Reader(costs=costs, example=True, sentences=True, people=people)


def as_markdown(value: Handoff) -> HttpResponse:
    text = render_to_string("handoff/page.md", {"page": value})
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{value.slug}.md"'
    return response


def as_pdf(value: Handoff) -> HttpResponse:
    """Where there can be none, a page that says why."""
    try:
        response = HttpResponse(pdf(value), content_type="application/pdf")
    except Unprintable as why:
        return HttpResponse(render_to_string("handoff/no_pdf.html", {"page": value, "why": why}), status=503)
    response["Content-Disposition"] = f'inline; filename="{value.slug}.pdf"'
    return response


def documented(workflow: Workflow) -> Version | None:
    """The version that the page is about."""
    return workflow.versions.whole().select_related("published_by").published()


def _published(request: HttpRequest, pk: int) -> Version:
    """404 too where the agency keeps its handoff pages from the client's people."""
    workflow = get_object_or_404(Workflow.objects.select_related("client", "owner"), pk=pk)
    if not request.access.sees_handoff(workflow.client):  # type: ignore[attr-defined]
        raise Http404
    if version := documented(workflow):
        return version
    raise Http404
