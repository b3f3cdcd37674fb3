"""Fetching: a real small server on loopback, let in by name; everything else inside is refused."""

import asyncio
import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tenants.addresses import is_public
from tests.workflows.telemetry.collected import collecting
from workflows.connectors import web
from workflows.engine.tools import Fetched, Trouble


class Site(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        Site.hits.append(self.path)
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGES = {
    "/page": (200, HTML, "<h1>Menü</h1><script>steal()</script><p>Two soups.</p>".encode()),
    "/to-page": (302, {"Location": "/page"}, b""),
    "/to-metadata": (302, {"Location": "http://169.254.169.254/latest"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/gone": (404, HTML, b""),
    "/down": (503, HTML, b""),
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/bomb": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"a" * 20_000_000)),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(url: str, allowed: tuple[str, ...] = ()) -> Fetched | Trouble:
    return asyncio.run(web.fetch(url, allowed))


@pytest.mark.parametrize("path", ["/page", "/to-page"])
def test_it_reads_a_page_as_markdown(site: str, path: str) -> None:
    fetched = fetch(f"http://{site}{path}", (site,))
    assert isinstance(fetched, Fetched)
    assert "Menü" in fetched.text
    assert "Two soups." in fetched.text
    assert "steal" not in fetched.text


@pytest.mark.parametrize(
    ("path", "permanent", "word"),
    [
        ("/gone", True, "404"),
        ("/down", False, "503"),
        ("/picture", True, "image/png"),
        ("/bomb", True, "larger"),
        ("/round", True, "without an end"),
        ("/to-metadata", True, "private network"),
    ],
)
def test_it_says_what_is_wrong(site: str, path: str, permanent: bool, word: str) -> None:
    trouble = fetch(f"http://{site}{path}", (site,))
    assert isinstance(trouble, Trouble)
    assert trouble.permanent is permanent
    assert word in trouble.sentence


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "[::1]", "0.0.0.0"]
)
def test_it_never_reaches_inside(site: str, host: str) -> None:
    Site.hits.clear()
    trouble = fetch(f"http://{host}:{site.partition(':')[2]}/page")
    assert isinstance(trouble, Trouble)
    assert trouble.permanent
    assert Site.hits == []


@pytest.mark.parametrize(
    "url", ["ftp://example.com/x", "file:///etc/passwd", "no address", "http://me:secret@x.example/"]
)
def test_it_refuses_what_is_no_web_address(url: str) -> None:
    trouble = fetch(url)
    assert isinstance(trouble, Trouble)
    assert trouble.permanent
    assert "secret" not in trouble.sentence


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0", "fd00::1",
        "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::169.254.169.254", "::ffff:10.0.0.1", "224.0.0.1", "ff02::1",
        "168.63.129.16", "192.0.0.192", "192.88.99.1", "0.0.0.0", "255.255.255.255",
    ],
)  # fmt: skip
def test_it_knows_what_is_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
)
def test_it_knows_what_is_public(address: str) -> None:
    assert is_public(address)


def test_it_traces_each_page_on_the_way_without_its_address(site: str) -> None:
    with collecting() as collected:
        asyncio.run(web.fetch(f"http://{site}/to-page", [site]))
        asyncio.run(web.fetch(f"http://{site}/to-metadata?name=CANARY", []))
    redirect, page, refused = collected.named("GET")
    assert [span.attributes["http.response.status_code"] for span in (redirect, page)] == [302, 200]
    assert page.attributes["server.address"] == "127.0.0.1"
    assert refused.attributes["error.type"] == "Refused"
    assert "/page" not in collected.all_words
    assert "CANARY" not in collected.all_words
