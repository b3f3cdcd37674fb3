"""A changed voice, tried: past briefs are written with it, and stand beside what they came to before."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from config.visitor import access_of, person, refuse
from config.voice.around import ABILITY, may_edit, past_runs
from memory import documents, overtaking
from memory.models import Document
from memory.prose.diffing import counted, diff
from memory.prose.rendering import render
from memory.refusals import Refused
from tenants.ids import uuids
from tenants.models import User
from workflows import trials
from workflows.limits import QueueFull
from workflows.models import Run
from workflows.providers import known

MOST = 4  # briefs at once


@dataclass(frozen=True)
class Pair:
    """One brief, written before and in this trial."""

    run: Run
    before: Run | None
    old: SafeString
    new: SafeString
    difference: SafeString
    share: int  # percent of the older text that is another now
    models: str  # a warning where another model wrote


def begin(request: HttpRequest, document: Document, text: str) -> HttpResponse:
    """All of the chosen briefs, or none. Raises Refused; then the form still has what was typed."""
    chosen = list(past_runs(document.client_id).filter(pk__in=wanted(request)))
    if not chosen:
        raise Refused("Choose at least one past piece to try the voice on.")
    if len(chosen) > MOST:
        raise Refused(f"These are {len(chosen)} past pieces; {MOST} at most can be tried at once.")
    group = uuid4()
    try:
        with transaction.atomic():
            for run in chosen:
                _start(document, text, run, group, person(request))
    except QueueFull as full:
        raise Refused(str(full)) from full
    return redirect("admin:voice_trial", document.pk, group)


def wanted(request: HttpRequest) -> list[UUID]:
    """The runs whose briefs were chosen."""
    return uuids(request.POST.getlist("run"))


def _start(document: Document, text: str, run: Run, group: UUID, by: User) -> None:
    version = run.version.workflow.published or run.version
    trials.start(
        version, run.brief, title=run.title, by=by, documents={document.pk: text}, group=group, beside=run.pk
    )


def page(request: HttpRequest, site: Any, pk: int, group: UUID) -> HttpResponse:
    """POST takes the tried voice into use."""
    document = (
        Document.objects.filter(pk=pk, client_id__in=access_of(request).clients)
        .select_related("client")
        .first()
    )
    runs = list(trials.of_group(document.client_id, group)) if document else []
    text = trials.documents(runs[0]).get(pk, "") if runs else ""
    if document is None or not text:
        raise Http404
    if request.method == "POST":
        return _used(request, site, document, text)
    context = {
        **site.each_context(request),
        "title": "A voice, tried",
        "document": document,
        "group": group,
        "pairs": [_pair(run) for run in runs],
        "working": any(run.is_open for run in runs),
        "difference": diff(document.text, text, sink=2),
        "in_use": document.text.strip() == text.strip(),
        "changed_since": changed_since(document, runs[0]),
        "editable": may_edit(request, document.client_id),
    }
    return TemplateResponse(request, "admin/voice/trial.html", context)


def _used(request: HttpRequest, site: Any, document: Document, text: str) -> HttpResponse:
    if not may_edit(request, document.client_id):
        return refuse(request, site, ABILITY)
    try:
        documents.replace(
            document, text, by=person(request), note="After a trial on past briefs",
            seen=overtaking.based(request.POST),
        )  # fmt: skip
    except overtaking.Overtaken:
        return redirect(request.path)  # which says that it was changed since
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, "The voice that you tried is in use. Runs write by it from their next step on."
        )
    return redirect("admin:memory_document_change", document.pk)


def changed_since(document: Document, tried: Run) -> bool:
    return document.changed_at > tried.created_at


def _pair(run: Run) -> Pair:
    before = trials.beside(run)
    old, new = trials.piece(before) if before else "", trials.piece(run)
    difference = diff(old, new, sink=2) if old and new else SafeString("")
    share = round(100 * counted(difference).share) if difference else 0
    told = _models(before, run) if before and new else ""
    return Pair(run, before, render(old, sink=2), render(new, sink=2), difference, share, told)


def _models(before: Run, after: Run) -> str:
    """Two models differ more than two voices do."""
    old, new = (known.MODELS.label(name) if (name := trials.writer(run)) else "" for run in (before, after))
    if not (old and new) or old == new:
        return ""
    return f"{old} wrote the one before, and {new} this one: a part of what differs is the model’s."
