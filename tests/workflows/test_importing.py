"""Pages and feeds into memory: a real small server on loopback, let in by name; a worker fetches and reads."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_q.models import OrmQ

from memory import documents, tasks
from memory.models import Document
from memory.refusals import Duplicate
from tenants.scope import tenant_tx
from tests.bells import settle
from tests.cast import Cast
from tests.memory.files import pdf
from tests.workflows.connectors.test_feeds import ATOM, RSS
from workflows import importing

HTML = "text/html; charset=iso-8859-1"
PAGES: dict[str, tuple[int, str, bytes]] = {}


class Site(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        Site.hits.append(self.path)
        status, kind, body = PAGES.get(self.path, (404, "text/plain", b""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site(settings) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.FETCH_PRIVATE_HOSTS = [f"127.0.0.1:{server.server_port}"]
    PAGES.clear()
    Site.hits.clear()
    page = "<title>The menu &amp; more</title><nav>Home</nav><h1>Menü</h1><p>Two soups.</p>"
    PAGES["/menu"] = (200, HTML, page.encode("iso-8859-1"))
    PAGES["/book.pdf"] = (200, "application/pdf", pdf("Our house serves breakfast until noon."))
    PAGES["/feed"] = (200, "application/rss+xml", RSS.replace(b"https://inn.example", b""))
    PAGES["/walks"] = (200, HTML, b"<h1>Quiet walks</h1><p>Along the mere.</p>")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def give(client, url: str, kind: str = "facts") -> Document:
    with tenant_tx(client.pk):
        return documents.add_address(client, url, kind)


def seen(document: Document) -> Document:
    with tenant_tx(document.client_id):
        document.refresh_from_db()
    return document


def test_it_makes_a_document_of_a_page(cast: Cast, site: str) -> None:
    page = give(cast.ours.client, f"{site}/menu")
    assert (page.state, page.title) == (Document.State.FETCHING, f"{site}/menu")
    settle()
    assert (seen(page).state, page.title, page.source) == (
        Document.State.READY,
        "The menu & more",
        "imported",
    )
    assert "# Menü\n\nTwo soups." in page.text
    assert (page.url, page.trust) == (f"{site}/menu", "imported from outside")
    with tenant_tx(page.client_id):
        version = page.versions.get()
    assert (version.filename, version.note) == ("menu.html", f"Fetched from {site}/menu")


def test_it_reads_other_files_of_the_web_too(cast: Cast, site: str) -> None:
    book = give(cast.ours.client, f"{site}/book.pdf")
    settle()
    assert seen(book).text == "Our house serves breakfast until noon."


def test_it_makes_a_document_of_each_entry_of_a_feed(cast: Cast, site: str) -> None:
    feed = give(cast.ours.client, f"{site}/feed", "sample")
    with tenant_tx(feed.client_id):
        documents.describe(feed, ["journal"], None)
    settle()
    with tenant_tx(feed.client_id):
        found = {each.title: each for each in Document.objects.all()}
    assert set(found) == {"First frost", "Quiet walks"}
    assert all(
        (each.state, each.kind, each.tags) == ("ready", "sample", ["journal"]) for each in found.values()
    )
    assert found["First frost"].text.startswith("# First frost\n\nAll of the story")
    assert found["Quiet walks"].text == "# Quiet walks\n\nAlong the mere."
    assert Site.hits == ["/feed", "/walks"]  # what the feed carries whole isn't fetched again


def test_it_tells_the_result_of_each_entry(cast: Cast, site: str) -> None:
    del PAGES["/walks"]
    give(cast.ours.client, f"{site}/feed")
    settle()
    with tenant_tx(cast.ours.client.pk):
        states = dict(Document.objects.values_list("title", "state"))
        problem = Document.objects.get(title="Quiet walks").problem
    assert states == {"First frost": "ready", "Quiet walks": "failed"}
    assert problem == "127.0.0.1 answered “404” for this page."


def test_it_says_so_where_a_feed_has_nothing_new(cast: Cast, site: str) -> None:
    give(cast.ours.client, f"{site}/feed")
    settle()
    feed = give(cast.ours.client, f"{site}/feed")
    settle()
    assert seen(feed).state == "failed"
    assert feed.problem.startswith("This feed has nothing new: its 2 newest entries are in memory already.")
    with tenant_tx(feed.client_id):
        Document.objects.get(title="Quiet walks").delete()
        documents.retry(feed)
    settle()
    with tenant_tx(feed.client_id):
        assert {*Document.objects.values_list("title", flat=True)} == {"First frost", "Quiet walks"}


def test_it_takes_no_more_than_the_newest_entries(cast: Cast, site: str, monkeypatch) -> None:
    monkeypatch.setattr(importing, "ENTRIES", 1)
    give(cast.ours.client, f"{site}/feed")
    settle()
    with tenant_tx(cast.ours.client.pk):
        assert [each.title for each in Document.objects.all()] == ["First frost"]


def test_it_makes_a_version_of_a_page_that_changed_and_none_of_one_that_did_not(
    cast: Cast, site: str
) -> None:
    page = give(cast.ours.client, f"{site}/menu")
    settle()
    for body in (PAGES["/menu"][2], PAGES["/menu"][2] + b"<!-- read at noon -->"):
        PAGES["/menu"] = (200, HTML, body)
        with tenant_tx(page.client_id):
            documents.look_again(seen(page))
        settle()
        assert (seen(page).number, page.state) == (1, Document.State.READY)
    PAGES["/menu"] = (200, HTML, b"<h1>Menu</h1><p>Three soups.</p>")
    with tenant_tx(page.client_id):
        documents.look_again(page)
    settle()
    assert (seen(page).number, page.text, page.title) == (2, "# Menu\n\nThree soups.", "The menu & more")
    with tenant_tx(page.client_id):
        assert [note.sentence for note in page.notes.all()] == [
            "It was looked at again: nothing had changed."
        ] * 2
        assert page.versions.count() == 2


def test_it_keeps_what_it_has_when_the_page_is_gone(cast: Cast, site: str) -> None:
    page = give(cast.ours.client, f"{site}/menu")
    settle()
    del PAGES["/menu"]
    with tenant_tx(page.client_id):
        documents.look_again(seen(page))
    settle()
    assert (seen(page).number, page.state) == (1, Document.State.READY)
    assert "Two soups." in page.text
    with tenant_tx(page.client_id):
        assert "answered “404”" in page.notes.first().sentence


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("image/png", b"\x89PNG", "sent “image/png”"),
        ("text/html", b"", "is empty"),
        ("text/html", b"x" * 3000, "larger than 1 MB"),
        ("application/rss+xml", b"<rss></rss>", "a feed without entries"),
        ("application/rss+xml", b'<!DOCTYPE x [<!ENTITY a "ha">]><rss>&a;</rss>', "XML entities"),
    ],
)
def test_it_says_in_a_sentence_why_not(cast: Cast, site: str, settings, kind, body, says) -> None:
    settings.UPLOAD_LIMIT = 2000
    PAGES["/bad"] = (200, kind, body)
    page = give(cast.ours.client, f"{site}/bad")
    settle()
    assert seen(page).state == Document.State.FAILED
    assert says in page.problem


def test_it_never_reaches_inside(cast: Cast, site: str, settings) -> None:
    settings.FETCH_PRIVATE_HOSTS = []
    page = give(cast.ours.client, f"{site}/menu")
    settle()
    assert "leads to an address inside a private network" in seen(page).problem
    assert Site.hits == []


def test_it_keeps_each_address_once(cast: Cast, site: str) -> None:
    give(cast.ours.client, f"{site}/menu")
    with pytest.raises(Duplicate, match="open that and choose “Look again”"):
        give(cast.ours.client, f"{site}/menu")
    give(cast.neighbour, f"{site}/menu")


def test_it_catches_up_and_fetches_for_one_client_only(cast: Cast, site: str) -> None:
    page = give(cast.ours.client, f"{site}/menu")
    importing.fetch_pending(cast.rival.client.pk)
    assert (seen(page).state, Site.hits) == (Document.State.FETCHING, [])
    OrmQ.objects.all().delete()
    with tenant_tx(page.client_id):
        Document.objects.update(changed_at="2026-01-01T00:00Z")
    tasks.catch_up()
    (bell,) = OrmQ.objects.all()
    assert (bell.func(), bell.args()) == ("workflows.tasks.fetch_documents", (page.client_id,))
    settle()
    assert seen(page).state == Document.State.READY


def test_it_reads_atom_as_well(cast: Cast, site: str) -> None:
    PAGES["/atom"] = (200, "text/xml", ATOM)
    give(cast.ours.client, f"{site}/atom")
    settle()
    with tenant_tx(cast.ours.client.pk):
        assert Document.objects.get().url == f"{site}/frost"
