"""The assistant: a first draft of a voice from what the client has written, for a person to edit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from config.visitor import client_of, person, refuse
from config.voice.around import ABILITY, may_edit
from memory.models import Document, Kind
from tenants.ids import numbers
from tenants.models import Client
from workflows import assistants, lineup
from workflows.limits import QueueFull
from workflows.models import Run
from workflows.models.version import Unpublishable

OFFERED = 20  # samples
CHOSEN = 5
CHARACTERS = 40_000  # of all samples together: about 10,000 tokens


def page(request: HttpRequest, site: Any, pk: int) -> HttpResponse:
    """Which samples to learn from; POST puts the assistant to work."""
    client = client_of(request, str(pk))
    if not may_edit(request, client.pk):
        return refuse(request, site, ABILITY)
    if request.method == "POST" and (run := _begun(request, client)):
        return redirect(f"{reverse('admin:voice_drafting', args=[client.pk, run.pk])}{_for(request, client)}")
    samples = list(_samples(client)[:OFFERED])
    context = {
        **site.each_context(request),
        "title": "A voice from samples",
        "client": client,
        "samples": [(sample, place < CHOSEN) for place, sample in enumerate(samples)],
        "most": CHARACTERS,
        "offline": lineup.of_client(client.pk).is_offline,
        "giving": f"{reverse('admin:memory_document_add')}?client={client.pk}",
    }
    return TemplateResponse(request, "admin/voice/draft.html", context)


def working(request: HttpRequest, site: Any, pk: int, run: UUID) -> HttpResponse:
    """Waits with the person; when the draft is there, the form opens with it."""
    client = client_of(request, str(pk))
    found = Run.with_trials.filter(client=client, pk=run, version__workflow__assistant="voice").first()
    if found is None:
        raise Http404
    if found.state == Run.State.DONE:
        address = _form_of(request, client, found)
        response: HttpResponse = redirect(address)
        if request.headers.get("HX-Request"):
            response = HttpResponse(headers={"HX-Redirect": address})
        return response
    context = {**site.each_context(request), "title": "A voice from samples", "client": client, "run": found}
    return TemplateResponse(request, "admin/voice/working.html", context)


def _form_of(request: HttpRequest, client: Client, run: Run) -> str:
    """Of the voice that the draft is for, or of a new one."""
    if document := _asked(request, client):
        return f"{reverse('admin:voice', args=[document.pk])}?run={run.pk}"
    return f"{reverse('admin:voice_new')}?client={client.pk}&run={run.pk}"


def _for(request: HttpRequest, client: Client) -> str:
    document = _asked(request, client)
    return f"?document={document.pk}" if document else ""


def _asked(request: HttpRequest, client: Client) -> Document | None:
    """?document=…: the voice that is to be written anew."""
    wanted = request.GET.get("document", "")
    voices = Document.objects.filter(client=client, kind=Kind.VOICE)
    return voices.filter(pk__in=numbers([wanted])).first()


def _samples(client: Client) -> Any:
    return Document.objects.filter(client=client, kind=Kind.SAMPLE).exclude(text="").order_by("-added_at")


def _begun(request: HttpRequest, client: Client) -> Run | None:
    wanted = numbers(request.POST.getlist("sample"))
    chosen = list(_samples(client).filter(pk__in=wanted)[:OFFERED])
    if not chosen:
        messages.warning(request, "Choose at least one sample to learn from.")
        return None
    each = CHARACTERS // len(chosen)
    texts = [sample.text[:each] for sample in chosen]
    try:
        return assistants.begin(
            client, "voice", {"samples": texts}, title=f"Brand voice of {client}", by=person(request),
            read=[sample.pk for sample in chosen],
        )  # fmt: skip
    except (QueueFull, Unpublishable) as refused:
        messages.warning(request, str(refused))
        return None
