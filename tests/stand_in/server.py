"""The stand-in's HTTP: check the request as the vendor would, take the next behaviour, answer in the
wire format.
"""

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.stand_in import anthropic_wire, checks, gemini_wire, openai_wire, shapes, vectors, without
from tests.stand_in.batches import Batches
from tests.stand_in.behaviours import Behaviour

HTML = "<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>"

MEGABYTE = 1024**2
ENTRY = web.RequestKey("entry", dict)  # of the journal

Body = dict[str, Any]


@dataclass(frozen=True)
class Dialect:
    """One endpoint of one vendor."""

    error: Callable[..., Body]
    unauthorised: Callable[[Any], str]
    check: Callable[[Body], str]
    whole: Callable[[Body, Behaviour], Body]
    events: Callable[[Body, Behaviour], Iterator[tuple[str, Body]]]
    wrong_headers: Callable[[Any], str] = lambda headers: ""
    last_line: str = ""
    asked: Callable[[Any, Body], Body] = lambda place, body: body
    told_to_wait: Callable[[Body, str], Body] = lambda body, seconds: body


MESSAGES = Dialect(
    anthropic_wire.error,
    anthropic_wire.unauthorised,
    checks.anthropic,
    anthropic_wire.message,
    anthropic_wire.events,
    anthropic_wire.wrong_headers,
)
RESPONSES = Dialect(
    openai_wire.error, openai_wire.unauthorised, checks.responses, openai_wire.response, openai_wire.events
)
CHAT = Dialect(
    openai_wire.error,
    openai_wire.unauthorised,
    checks.chat,
    openai_wire.completion,
    openai_wire.chunks,
    last_line="data: [DONE]\n\n",
)
GEMINI = Dialect(
    gemini_wire.error,
    gemini_wire.unauthorised,
    checks.gemini,
    gemini_wire.answer,
    gemini_wire.events,
    asked=gemini_wire.asked,
    told_to_wait=gemini_wire.told_to_wait,
)
EMBEDDINGS = Dialect(
    openai_wire.error,
    openai_wire.unauthorised,
    checks.embeddings,
    lambda body, act: vectors.answer(body),
    lambda body, act: iter(()),
)


@dataclass
class Server:
    """The queue of behaviours and the journal behind the endpoints."""

    queue: list[Behaviour] = field(default_factory=list)
    journal: list[Body] = field(default_factory=list)
    models: list[str] = field(default_factory=list)  # what it lists, whoever's server it plays
    ends: dict[str, Any] = field(default_factory=dict)  # model → what it says of its end, in its own words
    batches: Batches = field(default_factory=Batches)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_post("/v1/messages", self._speaking(MESSAGES))
        app.router.add_post("/v1/responses", self._speaking(RESPONSES))
        app.router.add_post("/v1/chat/completions", self._speaking(CHAT))
        app.router.add_post("/v1/embeddings", self._speaking(EMBEDDINGS))
        app.router.add_post("/v1beta/models/{call}", self._speaking(GEMINI))
        self.batches.add_to(app)
        app.router.add_get("/v1/models", self._list)
        app.router.add_get("/v1beta/models", self._list)
        app.router.add_get("/journal", self._show_journal)
        app.router.add_post("/behaviours", self._take_behaviours)
        return app

    def _speaking(self, dialect: Dialect) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await _json(request)
            entry = {"path": request.path, "headers": _lowered(request.headers), "body": body}
            self.journal.append(entry)
            request[ENTRY] = entry
            if request.path.endswith(":batchGenerateContent"):
                model = request.match_info["call"].partition(":")[0]
                return self.batches.gemini_create(request, body, model)
            if refusal := _refusal(dialect, request, body):
                return refusal
            body = dialect.asked(request.match_info, body)
            return await _play(dialect, request, body, self._next(request.path, body.get("model", "")))

        return handle

    async def _list(self, request: web.Request) -> web.Response:
        """Misbehaves only by a behaviour that is meant for "/models": it is asked beside a call."""
        for behaviour in [each for each in self.queue if each.only == "/models"]:
            self.queue.remove(behaviour)
            return _error(CHAT, behaviour.status, behaviour.kind, behaviour.code, behaviour.message)
        if request.path.startswith("/v1beta"):
            return web.json_response({"models": [{"name": f"models/{name}"} for name in self.models]})
        rows = [
            {"id": name, "object": "model", "type": "model", **self.ends.get(name, {})}
            for name in self.models
        ]
        return web.json_response({"object": "list", "data": rows, "has_more": False})

    def _next(self, path: str, model: str) -> Behaviour:
        for behaviour in self.queue:
            if behaviour.fits(path, model):
                if not behaviour.always:
                    self.queue.remove(behaviour)
                return behaviour
        return Behaviour()

    async def _show_journal(self, request: web.Request) -> web.Response:
        return web.json_response(self.journal)

    async def _take_behaviours(self, request: web.Request) -> web.Response:
        """For a server in another process: a list of behaviours as JSON."""
        self.queue += [Behaviour(**each) for each in await request.json()]
        return web.json_response({"waiting": len(self.queue)})


async def _json(request: web.Request) -> Body:
    try:
        return json.loads(await request.read())
    except ValueError:
        return {}


def _lowered(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _refusal(dialect: Dialect, request: web.Request, body: Body) -> web.Response | None:
    """The vendor's error for a request that it would not take."""
    if said := dialect.unauthorised(request.headers):
        return _error(dialect, 401, message=said)
    said = dialect.wrong_headers(request.headers) or dialect.check(body)
    return _error(dialect, 400, message=said) if said else None


def _error(
    dialect: Dialect, status: int, kind: str = "", code: str = "", message: str = "", wait: str = ""
) -> web.Response:
    body, headers = dialect.error(status, kind, code, message), {}
    if wait:
        named = {"retry-after-ms": wait[:-2]} if wait.endswith("ms") else {"retry-after": wait}
        body, headers = dialect.told_to_wait(body, wait), named
    return web.json_response(body, status=status, headers=headers)


async def _play(dialect: Dialect, request: web.Request, body: Body, act: Behaviour) -> web.StreamResponse:
    await asyncio.sleep(act.delay)
    if act.act == "fail":
        return _error(dialect, act.status, act.kind, act.code, act.message, act.retry_after)
    if act.act == "page":
        return web.Response(text=HTML, content_type="text/html")
    if act.act == "garbage":
        return web.Response(text='{"id": "msg_1", "content": [', content_type="application/json")
    if act.act == "nothing":
        return web.Response(status=204)
    if act.act == "redirect":
        return web.Response(status=act.status, headers={"location": act.reason})
    if act.act == "flood":
        return await _flood(request, act.reason, bool(body.get("stream")))
    if body.get("stream"):
        return await _stream(dialect, request, body, act)
    if act.act == "break_off":
        return await _half(request, json.dumps(dialect.whole(body, act)))
    if act.act == "trickle":
        return await _trickle(request, json.dumps(dialect.whole(body, act)), act.pause)
    return web.json_response(
        shapes.bent(without.count(dialect.whole(body, act), act), act),
        headers={"request-id": "req_stand_in", "x-request-id": "req_stand_in"},
    )


async def _half(request: web.Request, text: str) -> web.StreamResponse:
    """Half of the bytes that the header promises, then the connection is gone."""
    response = web.StreamResponse(
        headers={"content-type": "application/json", "content-length": str(len(text))}
    )
    await response.prepare(request)
    await response.write(text[: len(text) // 2].encode())
    _hang_up(request)
    return response


async def _trickle(request: web.Request, text: str, pause: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    for byte in text.encode():
        await response.write(bytes([byte]))
        await asyncio.sleep(pause)
    return response


async def _flood(request: web.Request, how: str, streams: bool) -> web.StreamResponse:
    """Until the other side hangs up."""
    headers = {"content-type": "text/event-stream" if streams else "application/json"}
    block = b" " * MEGABYTE
    if how == "announced":
        headers["content-length"] = str(1024 * MEGABYTE)
    if how == "packed":
        headers["content-encoding"], block = "gzip", gzip.compress(b" " * 64 * MEGABYTE, 1)
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    with suppress(ConnectionError):
        for count in range(1 if how == "packed" else 1024):
            request[ENTRY]["written"] = count * len(block)
            await response.write(block)
    return response


async def _stream(dialect: Dialect, request: web.Request, body: Body, act: Behaviour) -> web.StreamResponse:
    headers = {
        "content-type": "text/event-stream",
        "request-id": "req_stand_in",
        "x-request-id": "req_stand_in",
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    for name, data in dialect.events(body, act):
        await asyncio.sleep(act.pause)
        line = f"event: {name}\n" if name else ""
        await response.write(f"{line}data: {json.dumps(without.count(data, act))}\n\n".encode())
    if act.act == "break_off":
        _hang_up(request)
        return response
    await response.write(dialect.last_line.encode())
    await response.write_eof()
    return response


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()
