"""The handoff page for a client's own people, in the portal."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from workflows.handoff import Handoff, handoff
from workflows.models import Version, Workflow


@login_required
def handoff_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What is published, in the scope's client; 404 for anything else."""
    value = handoff(_published(slug))
    diagrams = [mark_safe(drawn) for drawn in value.diagrams]
    return render(request, "handoff/page.html", {"page": value, "diagrams": diagrams})


@login_required
def handoff_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    return as_markdown(handoff(_published(slug)))


def as_markdown(value: Handoff) -> HttpResponse:
    text = render_to_string("handoff/page.md", {"page": value})
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{value.slug}.md"'
    return response


def documented(workflow: Workflow) -> Version | None:
    """The version that the page is about."""
    return workflow.versions.filter(state=Version.State.PUBLISHED).select_related("published_by").first()


def _published(slug: str) -> Version:
    for workflow in Workflow.objects.filter(slug=slug).select_related("client", "owner").order_by("pk"):
        if version := documented(workflow):
            return version
    raise Http404
