"""The form: a voice part by part. What is kept is one Markdown document (memory.voice_markdown)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from config.visitor import client_of, person, refuse
from config.voice import trying
from config.voice.around import ABILITY, CHOSEN, OFFERED, may_edit, past_runs, voice_of
from memory import documents, overtaking
from memory.models import Document, Kind
from memory.refusals import Refused
from memory.voice import Voice
from memory.voice_markdown import as_markdown, from_markdown
from tenants.ids import uuids
from tenants.models import Client
from workflows import trials
from workflows.forms.settings import SettingsForm
from workflows.models import Run

PREFIX = "voice"
TITLE = "Brand voice"


def page(request: HttpRequest, site: Any, pk: int) -> HttpResponse:
    """POST do=save keeps it, do=try writes past briefs with it first."""
    document = voice_of(request, pk)
    if request.method == "POST" and not may_edit(request, document.client_id):
        return refuse(request, site, ABILITY)
    form = _form(request, _begun(request, document))
    based = request.POST.get(overtaking.FIELD, document.number)
    if request.method == "POST" and _says_something(form):
        try:
            return _done(request, document, form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            based = document.number if isinstance(refusal, overtaking.Overtaken) else based
    return _shown(request, site, form, document.client, document, based)


def new(request: HttpRequest, site: Any) -> HttpResponse:
    """?client=…, and &run=… for one that an assistant drafted."""
    client = client_of(request, request.GET.get("client", ""))
    if not may_edit(request, client.pk):
        return refuse(request, site, ABILITY)
    form = _form(request, _drafted(client, request.GET.get("run", "")))
    if request.method == "POST" and _says_something(form) and (document := _added(request, client, form)):
        return redirect("admin:memory_document_change", document.pk)
    return _shown(request, site, form, client)


def _form(request: HttpRequest, voice: Voice) -> SettingsForm:
    data = request.POST if request.method == "POST" else None
    return SettingsForm(Voice, data=data, settings=voice.model_dump(), prefix=PREFIX)


def _begun(request: HttpRequest, document: Document) -> Voice:
    """What the form begins with: ?trial=… what was tried, ?run=… what an assistant drafted, else the voice itself."""
    tried = _tried(request, document)
    if tried and (text := trials.documents(tried).get(document.pk)):
        return from_markdown(text)
    run = request.GET.get("run", "")
    return _drafted(document.client, run) if run else from_markdown(document.text)


def _tried(request: HttpRequest, document: Document) -> Run | None:
    group = next(iter(uuids([request.GET.get("trial", "")])), None)
    return trials.of_group(document.client_id, group).first() if group else None


def _says_something(form: SettingsForm) -> bool:
    if not form.is_valid():
        return False
    if Voice.model_validate(form.settings) == Voice():
        form.add_error(None, "Nothing is filled in: say at least who the client is, or how it sounds.")
        return False
    return True


def _markdown(form: SettingsForm, client: Client, title: str, before: str = "") -> str:
    return as_markdown(Voice.model_validate(form.settings), title, before, client.language)


def _drafted(client: Client, run: str) -> Voice:
    found = Run.with_trials.filter(client=client, pk__in=uuids([run])).first()
    return from_markdown(trials.piece(found)) if found else Voice()


def _done(request: HttpRequest, document: Document, form: SettingsForm) -> HttpResponse:
    """Tries it or saves it. Raises Refused."""
    text = _markdown(form, document.client, document.title, document.text)
    if request.POST.get("do") == "try":
        return trying.begin(request, document, text)
    documents.replace(document, text, by=person(request), seen=overtaking.based(request.POST))
    messages.success(request, "Saved. Runs write by it from their next step on.")
    return redirect("admin:memory_document_change", document.pk)


def _added(request: HttpRequest, client: Client, form: SettingsForm) -> Document | None:
    try:
        text = _markdown(form, client, TITLE)
        document = documents.add_text(client, text, Kind.VOICE, TITLE, person(request))
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, f"{client} has a brand voice now. Runs write by it from their next step on.")
    return document


def _shown(
    request: HttpRequest,
    site: Any,
    form: SettingsForm,
    client: Client,
    document: Document | None = None,
    based: str | int = "",
) -> HttpResponse:
    runs = list(past_runs(client.pk)[:OFFERED]) if document else []
    tried = _tried(request, document) if document else None
    context = {
        **site.each_context(request),
        "title": "Brand voice",
        "form": form,
        "client": client,
        "document": document,
        "based": based,
        "changed_since": bool(document and tried and trying.changed_since(document, tried)),
        "editable": may_edit(request, client.pk),
        "runs": _chosen(request, runs),
        "samples": Document.objects.filter(client=client, kind=Kind.SAMPLE).count(),
        "drafting": f"{reverse('admin:voice_draft', args=[client.pk])}{f'?document={document.pk}' if document else ''}",
        "others": _others(client, document),
        "begun": bool(document and (request.GET.get("trial") or request.GET.get("run"))),
    }
    return TemplateResponse(request, "admin/voice/form.html", context)


def _chosen(request: HttpRequest, runs: list[Run]) -> list[tuple[Run, bool]]:
    """Those to try it on: as somebody has just chosen, else the newest."""
    if request.method == "POST":
        picked = {*trying.wanted(request)}
        return [(run, run.pk in picked) for run in runs]
    return [(run, place < CHOSEN) for place, run in enumerate(runs)]


def _others(client: Client, document: Document | None) -> list[Document]:
    """The client's other voices: all of them go before every prompt."""
    voices = Document.objects.filter(client=client, kind=Kind.VOICE).order_by("-changed_at")
    return list(voices.exclude(pk=document.pk) if document else voices)
