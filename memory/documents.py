"""What a client gives, kept: added, replaced, forgotten. The caller's scope holds the client.

Each text is in memory once per kind. A file is kept at once and read by a worker (memory.reading); what was read or
written is found as soon as a worker has indexed it; what is forgotten is gone at once, with its versions, files,
passages, vectors and words.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django_q.tasks import async_task

from memory import configured, overtaking, parsing, versions
from memory.formats.tidying import tidy
from memory.models import Document, DocumentVersion, Kind, Source
from memory.refusals import Duplicate, Refused
from tenants.models import Client, User

T = TypeVar("T")
State = Document.State
BELLS = {
    State.FETCHING: ("workflows.tasks.fetch_documents", "fetch documents"),
    State.UNREAD: ("memory.tasks.read", "read documents"),
    State.WAITING: ("memory.tasks.index", "index memory"),
}


# What people and readers write; the others are the indexer's, who may be at work on the same row.
WRITTEN = ["kind", "title", "text", "digest", "number", "state", "problem", "tries", "changed_at"]


def add_upload(
    client: Client, data: bytes, filename: str, kind: str, title: str = "", by: User | None = None
) -> Document:
    """Keep an uploaded file for a worker to read. Raises Refused for what can be seen at once; then nothing is kept."""
    parsing.check(data, filename, configured.limits())
    name = parsing.shown(filename)
    title = tidy(title) or tidy(PurePath(name).stem) or name
    document = _new(client, "", kind, title, by, Source.UPLOADED)
    document.digest = digest_of(data)
    _refuse_same_file(document, data, filename)
    to_read(document, data, filename, by)
    return document


def add_text(client: Client, text: str, kind: str, title: str, by: User | None = None) -> Document:
    """Keep what was typed or pasted, as Markdown. Raises Refused; then nothing is kept."""
    document = _new(client, checked(text), kind, title, by, Source.PASTED)
    to_index(document)
    versions.keep(document, by)
    return document


def add_address(client: Client, url: str, kind: str, by: User | None = None, title: str = "") -> Document:
    """A page of the web, for a worker to fetch. Raises Duplicate if this address is in memory already."""
    known = Document.objects.filter(client_id=client.pk, url=url).first()
    if known:
        raise Duplicate(f"{url} is already in memory as “{known.title}”: open that and choose “Look again”.")
    document = _new(client, "", kind, title or url, by, Source.IMPORTED)
    document.digest, document.url, document.state = digest(f"address {url}"), url, State.FETCHING
    _save(document, url)
    ring(client.pk, State.FETCHING)
    return document


def replace(
    document: Document,
    text: str,
    title: str = "",
    kind: str = "",
    by: User | None = None,
    note: str = "",
    seen: int | None = None,
) -> Document:
    """New words for a document; the old ones are found until the new ones are indexed, never both. `seen`: the version
    that they were written over; raises Overtaken if another one is current by now."""
    overtaking.check(document, seen)
    before = document.title, document.kind, document.text
    document.text = checked(text)
    document.digest = digest(document.text)
    document.title = tidy(title)[:200] or document.title
    document.kind = Kind(kind or document.kind)
    to_index(document)
    if (document.title, document.kind, document.text) != before:
        versions.keep(document, by, note)
    return document


def replace_upload(document: Document, data: bytes, filename: str, by: User | None = None) -> Document:
    """A new file for a document. What it shows and what is found of it stays until a worker has read the file."""
    parsing.check(data, filename, configured.limits())
    to_read(document, data, filename, by)
    return document


def restore(document: Document, version: DocumentVersion, by: User | None = None) -> None:
    """Make an earlier version current again. Raises Refused."""
    if not version.text:
        raise Refused(f"Version {version.number} has no text that could be shown.")
    document.text, document.digest = version.text, version.digest
    document.title, document.kind, document.number = version.title, version.kind, version.number
    to_index(document, f"Version {version.number}")
    versions.note(document, f"Version {version.number} was made current again.", by)


def describe(document: Document, tags: Sequence[str], expires_at: date | None) -> None:
    """What is known about a document beside its words: no new version."""
    document.tags, document.expires_at = list(tags), expires_at
    document.save(update_fields=["tags", "expires_at"])


def retry(document: Document) -> None:
    """Once more from where it stopped: fetch, read or index it."""
    last = versions.newest(document)
    if last and last.filename and not last.text:
        last.problem, document.state = "", State.UNREAD
        last.save(update_fields=["problem"])
    else:
        document.state = State.WAITING if document.number else State.FETCHING
    document.problem, document.tries = "", 0
    store(document)
    ring(document.client_id, State(document.state))


def look_again(document: Document) -> None:
    """Fetch an imported document anew; it becomes a new version if its words changed."""
    if not document.url or document.is_under_way:
        raise Refused("There is nothing to look at again now.")
    document.state, document.problem, document.tries = State.FETCHING, "", 0
    store(document)
    ring(document.client_id, State.FETCHING)


def forget(document: Document, from_runs: bool = False) -> None:
    """Gone: the text, its versions and files, the passages, their vectors and their words. With `from_runs` a worker
    takes its passages out of what is kept of the runs that used it, too."""
    client_id, pk = document.client_id, document.pk
    document.delete()
    if from_runs:
        async_task("workflows.tasks.redact", client_id, pk, task_name="redact runs")


def to_read(document: Document, data: bytes, filename: str, by: User | None, note: str = "") -> None:
    """Keep the file, and ring for a worker to read it."""
    document.state, document.problem, document.tries = State.UNREAD, "", 0
    _save(document, f"“{parsing.shown(filename)}”")
    versions.put_by(document, parsing.shown(filename), data, by, note)
    ring(document.client_id, State.UNREAD)


def to_index(document: Document, what: str = "This text") -> None:
    """Save changed words, and ring for a worker to index them. Raises Duplicate; then nothing is changed."""
    document.state, document.problem, document.tries = State.WAITING, "", 0
    _save(document, what)
    ring(document.client_id)


def store(document: Document) -> None:
    document.save(update_fields=WRITTEN if document.pk else None)


def for_a_while(
    client_id: int, waiting: Iterable[T], seconds: float, state: "Document.State" = State.WAITING
) -> Iterator[T]:
    """What waits, while there is time; for the rest the bell of that state rings, so that no worker is held long."""
    until = time.monotonic() + seconds
    for one in waiting:
        if time.monotonic() > until:
            ring(client_id, state)
            return
        yield one


def ring(client_id: int, state: "Document.State" = State.WAITING) -> None:
    """For a worker to do what waits in this state. In the caller's transaction: heard when that is committed."""
    task, name = BELLS[state]
    async_task(task, client_id, task_name=name)


def digest(text: str) -> str:
    """SHA-256 in hex: what a document, a review, a decision and a delivery are pinned to."""
    return digest_of(text.encode())


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def checked(text: str) -> str:
    """Tidy text of a length that can be kept. Raises Refused."""
    text, most = tidy(text), configured.limits().characters
    if not any(map(str.isalnum, text)):
        raise Refused("There is no text to remember: write or paste some.")
    if len(text) > most:
        raise Refused(f"The text has {len(text):,} characters; at most {most:,} can be kept: split it.")
    return text


def _new(client: Client, text: str, kind: str, title: str, by: User | None, source: Source) -> Document:
    return Document(
        client=client, kind=Kind(kind), title=tidy(title)[:200] or "Untitled", text=text, digest=digest(text),
        added_by=by, source=source,
    )  # fmt: skip


def _save(document: Document, what: str) -> None:
    try:
        with transaction.atomic():
            store(document)
    except IntegrityError as clash:
        raise Duplicate(f"{what} is already in memory{_where(document)}.") from clash


def _where(document: Document) -> str:
    twin = Document.objects.filter(
        client_id=document.client_id, kind=document.kind, digest=document.digest
    ).first()
    return f" as “{twin.title}” ({twin.get_kind_display().lower()})" if twin else ""


def _refuse_same_file(document: Document, data: bytes, filename: str) -> None:
    """The same bytes need no worker to be known as a duplicate. Postgres compares lengths before it reads them."""
    same = DocumentVersion.objects.filter(client_id=document.client_id, kind=document.kind, original=data)
    found = same.filter(number=F("document__number")).values_list("document__digest", flat=True).first()
    if found:
        document.digest = found
        raise Duplicate(f"“{parsing.shown(filename)}” is already in memory{_where(document)}.")
