"""A page on this machine that the first who asks waits for, until it is let go; all others are answered at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.workflows import newsletter
from workflows.engine.definition import Definition, Step
from workflows.models import Version, Workflow

SAYS = "The source says: walks leave at eleven."


class Slow(ThreadingHTTPServer):
    def __init__(self) -> None:
        self.asked, self.over, self.times = threading.Event(), threading.Event(), 0
        super().__init__(("127.0.0.1", 0), Page)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Page(BaseHTTPRequestHandler):
    server: Slow

    def do_GET(self) -> None:
        self.server.times += 1
        first = not self.server.asked.is_set()
        self.server.asked.set()
        if first:
            self.server.over.wait(120)
        body = SAYS.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def slow_source() -> Iterator[Slow]:
    server = Slow()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def publish_walks(client_id: int, source: Slow) -> Version:
    """Draft, ask the slow source, put both together, deliver."""
    steps = (
        newsletter.definition().step("draft"),
        Step(key="source", kind="fetch", needs=("draft",), settings={"url": f"http://{source.place}/"}),
        Step(key="piece", kind="transform", needs=("draft", "source"), settings={
            "template": "{{ steps.draft.text }} {{ steps.source.text }}",
        }),
        Step(key="shelf", kind="deliver", needs=("piece",), settings={"title": "Walks"}),
    )  # fmt: skip
    draft = Workflow.objects.create(client_id=client_id, name="Walks", slug="walks").open_draft()
    draft.fill(Definition(fields=newsletter.definition().fields, steps=steps))
    return draft.publish()
