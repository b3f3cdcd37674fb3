"""Answers of the shapes that tests/stand_in doesn't give: other sizes, another order, one missing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class EmbeddingsServer(ThreadingHTTPServer):
    """Answers each text with [its length, 1, 0, …] of `size` numbers, the last text first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        self.size: int = 1024
        self.fixed_size = False  # refuses to be asked for dimensions, as models without that ability do
        self.status = 200
        self.drop = 0  # vectors left out of the answer
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    server: EmbeddingsServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(asked)
        self.server.keys.append(self.headers["Authorization"])
        if self.server.status != 200:
            return self._answer(self.server.status, {"error": {"message": "told to fail"}})
        if self.server.fixed_size and "dimensions" in asked:
            return self._answer(400, {"error": {"message": "This model does not support dimensions."}})
        vectors = [
            {
                "object": "embedding",
                "index": at,
                "embedding": [float(len(text)), 1.0] + [0.0] * (self.server.size - 2),
            }
            for at, text in enumerate(asked["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        kept = vectors[self.server.drop :][::-1]
        return self._answer(200, {"object": "list", "model": asked["model"], "data": kept, "usage": usage})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[EmbeddingsServer]:
    server = EmbeddingsServer()
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
