"""Pages and feeds of the web into memory: fetched by a worker through the guarded client, then read like any file.

A feed becomes its newest entries, a document each; the document that stood for the feed's address goes.
"""

import html
import logging
import re
from pathlib import PurePath
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.text import slugify

from memory import arriving, configured, documents, reading
from memory.models import Document
from memory.refusals import Duplicate
from tenants.scope import tenant_tx
from workflows.connectors import feeds, web
from workflows.connectors.feeds import Entry, NotAFeed
from workflows.connectors.web import Loaded
from workflows.engine.tools import Trouble

log = logging.getLogger(__name__)

ENTRIES = 20
SECONDS = 60  # of one bell; what is left then waits for the next
NO_NEWS = (
    "This feed has nothing new: its {count} newest entries are in memory already. Try it again, or forget it."
)
OURS = "It could not be fetched because of a fault of ours. Try again."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "application/pdf": ".pdf",
    WORD: ".docx", "text/plain": ".txt",
}  # fmt: skip
FEEDS = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml")
TITLE = re.compile(rb"<title[^>]*>([^<]{1,400})</title", re.IGNORECASE)
MARK = "\ufeff".encode()


def fetch_pending(client_id: int) -> None:
    """One address that leads nowhere stops no other."""
    with tenant_tx(client_id):
        waiting = Document.objects.filter(client_id=client_id, state=Document.State.FETCHING)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for document_id in documents.for_a_while(client_id, ids, SECONDS, Document.State.FETCHING):
        _fetch(client_id, document_id)


def _fetch(client_id: int, document_id: int) -> None:
    with tenant_tx(client_id):
        claimed = arriving.claim(client_id, document_id)
    if claimed is None:
        return
    try:
        loaded = _load(claimed.url)
        with tenant_tx(client_id):
            document = arriving.held(client_id, document_id)
            if document:
                _take(document, loaded)
    except Exception:
        log.exception("document %s of client %s could not be fetched", document_id, client_id)
        with tenant_tx(client_id):
            document = arriving.held(client_id, document_id)
            if document:
                reading.refuse(document, OURS)


def _load(url: str) -> Loaded | Trouble:
    kinds = (*SUFFIXES, *FEEDS)
    return async_to_sync(web.load)(url, settings.FETCH_PRIVATE_HOSTS, kinds, configured.limits().bytes)


def _take(document: Document, loaded: Loaded | Trouble) -> None:
    if isinstance(loaded, Trouble):
        reading.refuse(document, loaded.sentence)
    elif loaded.kind in FEEDS or feeds.is_feed(loaded.data):
        _take_feed(document, loaded)
    else:
        _take_page(document, loaded)


def _take_page(document: Document, loaded: Loaded) -> None:
    suffix = SUFFIXES[next(kind for kind in SUFFIXES if loaded.kind.startswith(kind))]
    is_html = suffix == ".html"
    data = MARK + loaded.text.encode() if is_html and loaded.data.strip() else loaded.data
    arriving.arrived(document, data, _filename(loaded.url, suffix), _title(data) if is_html else "")


def _take_feed(document: Document, loaded: Loaded) -> None:
    """Only what stands for an address and has no words yet can become something else."""
    try:
        entries = [] if document.number else feeds.entries(loaded.data, loaded.url)[:ENTRIES]
        problem = "The address leads to a feed without entries."
    except NotAFeed as fault:
        entries, problem = [], str(fault)
    if not entries:
        reading.refuse(document, problem)
        return
    taken = [_take_entry(document, entry) for entry in entries]
    if any(taken):
        document.delete()
    else:
        reading.refuse(document, NO_NEWS.format(count=len(entries)))


def _take_entry(feed: Document, entry: Entry) -> bool:
    """Whether it became a document. What is there already doesn't: “Look again” asks for news of it."""
    try:
        document = documents.add_address(feed.client, entry.url, feed.kind, feed.added_by, entry.title)
    except Duplicate:
        return False
    document.tags = feed.tags
    document.save(update_fields=["tags"])
    if entry.html:
        page = f"<h1>{html.escape(entry.title)}</h1>{entry.html}"
        arriving.arrived(document, MARK + page.encode(), _filename(entry.url, ".html"))
    return True


def _filename(url: str, suffix: str) -> str:
    parts = urlsplit(url)
    name = slugify(PurePath(parts.path).stem) or slugify(parts.hostname or "") or "page"
    return f"{name[:60]}{suffix}"


def _title(page: bytes) -> str:
    found = TITLE.search(page[:200_000])
    return " ".join(html.unescape(found[1].decode(errors="replace")).split()) if found else ""
