"""Files become text as a worker does it: claimed, read in a process of their own, settled. One bad file stops no other.

A document that is being read holds no transaction. Whoever dies over it is replaced: what has been "being read" for
longer than anything may take is claimed again, three times at most.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from memory import configured, documents, versions
from memory.models import Document, DocumentVersion, Source
from memory.parsing import parse
from memory.refusals import Duplicate, Refused
from memory.splitting import first_heading
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)

SECONDS = 30  # of one bell; what is left then waits for the next, so that no worker is held for long
STILL = timedelta(minutes=3)  # nobody reads or fetches for longer than this
TRIES = 3
OURS = "It could not be read because of a fault of ours. Its file is kept: try again."
DEADLY = "Reading it ended the worker {tries} times. Save it anew where it was written, and replace the file."

UNCHANGED = "It was looked at again: nothing had changed."


@dataclass(frozen=True)
class Claim:
    client_id: int
    document_id: int
    number: int  # of the version that is to be read
    filename: str
    original: bytes
    tries: int


def read_pending(client_id: int) -> None:
    with tenant_tx(client_id):
        waiting = list(_unread(client_id).order_by("pk").values_list("pk", flat=True))
    for document_id in documents.for_a_while(client_id, waiting, SECONDS, Document.State.UNREAD):
        read(client_id, document_id)


def read(client_id: int, document_id: int) -> None:
    """Read one document's newest file. Nothing happens if somebody else has it, or if it is gone."""
    claim = _claim(client_id, document_id)
    if claim is None:
        return
    try:
        text = _text(claim)
    except Refused as refusal:
        _fail(claim, refusal.sentence)
    except Exception:
        log.exception("document %s of client %s could not be read", document_id, client_id)
        _fail(claim, OURS)
    else:
        _settle(claim, text)


def catch_up() -> None:
    """Ring for every client that has something to read or to fetch with nobody at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT client, state FROM baton_clients_to_read(%s::interval)",
            [f"{STILL.total_seconds():.0f} seconds"],
        )
        waiting = cursor.fetchall()
    for client_id, state in waiting:
        documents.ring(client_id, Document.State(state))


def _unread(client_id: int) -> QuerySet[Document]:
    left = Q(state=Document.State.READING, changed_at__lt=Now() - STILL)
    return Document.objects.filter(Q(state=Document.State.UNREAD) | left, client_id=client_id)


def _claim(client_id: int, document_id: int) -> Claim | None:
    with tenant_tx(client_id):
        mine = _unread(client_id).filter(pk=document_id)
        if not mine.update(state=Document.State.READING, changed_at=Now(), tries=F("tries") + 1):
            return None
        last = DocumentVersion.objects.filter(document=document_id).select_related("document").first()
        assert last and last.original is not None  # only a file makes a document unread
        return Claim(
            client_id, document_id, last.number, last.filename, bytes(last.original), last.document.tries
        )


def _text(claim: Claim) -> str:
    if claim.tries > TRIES:
        raise Refused(DEADLY.format(tries=TRIES))
    return parse(claim.original, claim.filename, configured.limits())


def _held(claim: Claim) -> tuple[Document, DocumentVersion] | None:
    """The document, locked, and the version that was read; None if either was overtaken or forgotten meanwhile."""
    document = (
        Document.objects.select_for_update()
        .filter(pk=claim.document_id, client_id=claim.client_id, state=Document.State.READING)
        .first()
    )
    last = versions.newest(document) if document else None
    return (document, last) if document and last and last.number == claim.number else None


def _settle(claim: Claim, text: str) -> None:
    try:
        with tenant_tx(claim.client_id):
            held = _held(claim)
            if held:
                _show(*held, text)
    except Duplicate as refusal:
        _fail(claim, refusal.sentence)


def _show(document: Document, version: DocumentVersion, text: str) -> None:
    """The document shows what was read; a page of the web that says what it said before makes no version."""
    if document.source == Source.IMPORTED and document.number and text == document.text:
        version.delete()
        versions.note(document, UNCHANGED)
        documents.to_index(document)
        return
    if document.title in (PurePath(version.filename).stem, version.filename, document.url):
        document.title = first_heading(text)[:200] or document.title
    document.text, document.digest, document.number = text, documents.digest(text), version.number
    documents.to_index(document, f"“{version.filename}”")
    version.text, version.digest, version.title = text, document.digest, document.title
    version.kind = document.kind
    version.save(update_fields=["text", "digest", "title", "kind"])


def _fail(claim: Claim, sentence: str) -> None:
    with tenant_tx(claim.client_id):
        held = _held(claim)
        if held:
            document, version = held
            version.problem = sentence
            version.save(update_fields=["problem"])
            refuse(document, sentence)


def refuse(document: Document, sentence: str) -> None:
    """What was given can't be had. If the document shows an earlier version, that one goes on being found."""
    if document.number:
        versions.note(document, sentence)
        documents.to_index(document)
        return
    document.state, document.problem, document.tries = Document.State.FAILED, sentence, 0
    documents.store(document)
