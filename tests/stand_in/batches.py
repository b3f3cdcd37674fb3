"""The vendors' batches in their wire formats: Anthropic's results as JSON lines, OpenAI's files up and down, Gemini's
answers in the batch itself. Time is the test's: nothing of a batch moves until `finish` says so."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.stand_in import anthropic_wire, checks, gemini_wire, openai_wire
from tests.stand_in.behaviours import Behaviour

Body = dict[str, Any]


@dataclass
class Kept:
    """One batch as the vendor keeps it."""

    id: str
    vendor: str
    requests: list[tuple[str, Body]]  # (the name that it was given, the request)
    facts: Body = field(default_factory=dict)  # what came with it
    ended: bool = False
    results: list[tuple[str, Body, Behaviour | None]] = field(default_factory=list)  # None: it expired
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def finish(self, fate: Callable[[int, Body], Behaviour | None], backwards: bool) -> None:
        self.results = [(name, body, fate(at, body)) for at, (name, body) in enumerate(self.requests)]
        self.results = self.results[::-1] if backwards else self.results
        self.ended = True

    @property
    def stamp(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Batches:
    """All that any of the three vendors keeps. `lose`: so many creations are done, and their answers get lost."""

    kept: list[Kept] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    lose: int = 0
    refuse: int = 0  # so many creations are turned down, with this status:
    refusal: int = 529
    deleted: list[str] = field(default_factory=list)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/v1/messages/batches", self._anthropic_create)
        app.router.add_get("/v1/messages/batches", self._anthropic_list)
        app.router.add_get("/v1/messages/batches/{id}", self._anthropic_show)
        app.router.add_delete("/v1/messages/batches/{id}", self._delete)
        app.router.add_get("/v1/messages/batches/{id}/results", self._anthropic_results)
        app.router.add_post("/v1/files", self._upload)
        app.router.add_get("/v1/files/{id}/content", self._download)
        app.router.add_delete("/v1/files/{id}", self._delete)
        app.router.add_post("/v1/batches", self._openai_create)
        app.router.add_get("/v1/batches", self._openai_list)
        app.router.add_get("/v1/batches/{id}", self._openai_show)
        app.router.add_get("/v1beta/batches", self._gemini_list)
        app.router.add_get("/v1beta/batches/{id}", self._gemini_show)
        app.router.add_delete("/v1beta/batches/{id}", self._delete)

    def finish(
        self, fate: Callable[[int, Body], Behaviour | None] | None = None, *, backwards: bool = False
    ) -> None:
        """End all that runs. `fate` says what becomes of each request, by its place; None of it: it expired."""
        for batch in self.kept:
            if not batch.ended:
                batch.finish(fate or (lambda at, body: Behaviour()), backwards)

    def forget(self) -> None:
        self.kept.clear()
        self.files.clear()
        self.deleted.clear()
        self.lose, self.refuse, self.refusal = 0, 0, 529

    def _keep(self, vendor: str, name: str, requests: list[tuple[str, Body]], **facts: Any) -> Kept:
        batch = Kept(name.format(len(self.kept) + 1), vendor, requests, facts)
        self.kept.append(batch)
        return batch

    def _of(self, vendor: str, request: web.Request) -> Kept:
        wanted = request.match_info["id"]
        for batch in self.kept:
            if batch.vendor == vendor and batch.id.rpartition("/")[2] == wanted:
                return batch
        raise web.HTTPNotFound(text=json.dumps(openai_wire.error(404)), content_type="application/json")

    def _newest(self, vendor: str) -> list[Kept]:
        return [batch for batch in reversed(self.kept) if batch.vendor == vendor]

    def _created(self, request: web.Request, body: Body) -> web.StreamResponse:
        """The answer; or the line is cut when everything is done."""
        if self.lose:
            self.lose -= 1
            if request.transport is not None:
                request.transport.close()
        return web.json_response(body)

    async def _delete(self, request: web.Request) -> web.Response:
        self.deleted.append(request.match_info["id"])
        return web.json_response(
            {"id": request.match_info["id"], "deleted": True, "type": "message_batch_deleted"}
        )

    # --- Anthropic

    async def _anthropic_create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if self.refuse:
            self.refuse -= 1
            return web.json_response(anthropic_wire.error(self.refusal), status=self.refusal)
        for one in body["requests"]:
            if said := checks.anthropic(one["params"]):
                return web.json_response(anthropic_wire.error(400, message=said), status=400)
        requests = [(one["custom_id"], one["params"]) for one in body["requests"]]
        batch = self._keep("anthropic", "msgbatch_{}", requests)
        return self._created(request, _as_anthropic(batch, request))

    async def _anthropic_list(self, request: web.Request) -> web.Response:
        data = [_as_anthropic(batch, request) for batch in self._newest("anthropic")]
        ids = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {}
        return web.json_response({"data": data, "has_more": False, **ids})

    async def _anthropic_show(self, request: web.Request) -> web.Response:
        return web.json_response(_as_anthropic(self._of("anthropic", request), request))

    async def _anthropic_results(self, request: web.Request) -> web.Response:
        lines = [
            json.dumps({"custom_id": name, "result": _anthropic_result(body, act)})
            for name, body, act in self._of("anthropic", request).results
        ]
        return web.Response(body="\n".join(lines).encode(), content_type="application/binary")

    # --- OpenAI

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file: Any = form["file"]
        name = f"file-{len(self.files) + 1}"
        self.files[name] = file.file.read()
        facts = {
            "object": "file",
            "bytes": len(self.files[name]),
            "created_at": 1_790_000_000,
            "status": "processed",
        }
        return web.json_response({"id": name, "filename": file.filename, "purpose": form["purpose"], **facts})

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(
            body=self.files[request.match_info["id"]], content_type="application/octet-stream"
        )

    async def _openai_create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        lines = [json.loads(line) for line in self.files[body["input_file_id"]].decode().splitlines()]
        for line in lines:
            if said := checks.responses(line["body"]):
                return web.json_response(openai_wire.error(400, message=said), status=400)
        requests = [(line["custom_id"], line["body"]) for line in lines]
        batch = self._keep("openai", "batch_{}", requests, **body)
        return self._created(request, self._as_openai(batch))

    async def _openai_list(self, request: web.Request) -> web.Response:
        data = [self._as_openai(batch) for batch in self._newest("openai")]
        return web.json_response({"object": "list", "data": data, "has_more": False})

    async def _openai_show(self, request: web.Request) -> web.Response:
        return web.json_response(self._as_openai(self._of("openai", request)))

    def _as_openai(self, batch: Kept) -> Body:
        made = {"output_file_id": None, "error_file_id": None}
        if batch.ended:
            good = [
                _openai_line(name, body, act)
                for name, body, act in batch.results
                if act and act.act != "fail"
            ]
            bad = [
                _openai_line(name, body, act)
                for name, body, act in batch.results
                if not act or act.act == "fail"
            ]
            made = {
                "output_file_id": self._write(batch, "out", good),
                "error_file_id": self._write(batch, "err", bad),
            }
        lapsed = any(act is None for _, _, act in batch.results)
        return {
            "id": batch.id,
            "object": "batch",
            "created_at": int(batch.at.timestamp()),
            **batch.facts,
            **made,
            "status": ("expired" if lapsed else "completed") if batch.ended else "in_progress",
        }

    def _write(self, batch: Kept, kind: str, lines: list[Body]) -> str | None:
        if not lines:
            return None
        self.files[f"file-{kind}-{batch.id}"] = "".join(
            f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines
        ).encode()
        return f"file-{kind}-{batch.id}"

    # --- Gemini

    def gemini_create(self, request: web.Request, body: Body, model: str) -> web.StreamResponse:
        given = body["batch"]["inputConfig"]["requests"]["requests"]
        for one in given:
            if said := checks.gemini({key: one["request"][key] for key in one["request"] if key != "model"}):
                return web.json_response(gemini_wire.error(400, message=said), status=400)
        requests = [(json.dumps(one.get("metadata")), {**one["request"], "model": model}) for one in given]
        batch = self._keep(
            "gemini", "batches/{}", requests, display=body["batch"].get("displayName"), model=model
        )
        return self._created(request, _as_gemini(batch))

    async def _gemini_list(self, request: web.Request) -> web.Response:
        return web.json_response({"operations": [_as_gemini(batch) for batch in self._newest("gemini")]})

    async def _gemini_show(self, request: web.Request) -> web.Response:
        return web.json_response(_as_gemini(self._of("gemini", request)))


def _as_anthropic(batch: Kept, request: web.Request) -> Body:
    counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
    for _, _, act in batch.results:
        counts["expired" if act is None else "errored" if act.act == "fail" else "succeeded"] += 1
    counts["processing"] = 0 if batch.ended else len(batch.requests)
    url = f"{request.url.origin()}/v1/messages/batches/{batch.id}/results"
    return {
        "id": batch.id, "type": "message_batch", "request_counts": counts, "created_at": batch.stamp,
        "expires_at": batch.stamp, "processing_status": "ended" if batch.ended else "in_progress",
        "ended_at": batch.stamp if batch.ended else None, "archived_at": None, "cancel_initiated_at": None,
        "results_url": url if batch.ended else None,
    }  # fmt: skip


def _anthropic_result(body: Body, act: Behaviour | None) -> Body:
    if act is None:
        return {"type": "expired"}
    if act.act == "fail":
        return {"type": "errored", "error": anthropic_wire.error(act.status, act.kind, act.code, act.message)}
    return {"type": "succeeded", "message": anthropic_wire.message(body, act)}


def _openai_line(name: str, body: Body, act: Behaviour | None) -> Body:
    line: Body = {"id": f"batch_req_{name}", "custom_id": name, "response": None, "error": None}
    if act is None:
        said = "This request could not be executed before the completion window expired."
        return {**line, "error": {"code": "batch_expired", "message": said}}
    if act.act == "fail":
        answer, status = openai_wire.error(act.status, act.kind, act.code, act.message), act.status
    else:
        answer, status = openai_wire.response(body, act), 200
    return {**line, "response": {"status_code": status, "request_id": "req_stand_in", "body": answer}}


def _as_gemini(batch: Kept) -> Body:
    lapsed = any(act is None for _, _, act in batch.results)
    state = ("EXPIRED" if lapsed else "SUCCEEDED") if batch.ended else "RUNNING"
    metadata: Body = {
        "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
        "model": f"models/{batch.facts['model']}", "displayName": batch.facts["display"],
        "createTime": batch.stamp, "updateTime": batch.stamp, "state": f"BATCH_STATE_{state}",
    }  # fmt: skip
    if batch.ended:
        answers = [_gemini_answer(name, body, act) for name, body, act in batch.results if act]
        metadata["output"] = {"inlinedResponses": {"inlinedResponses": answers}}
    return {"name": batch.id, "metadata": metadata, "done": batch.ended}


def _gemini_answer(name: str, body: Body, act: Behaviour) -> Body:
    answer: Body = {"metadata": json.loads(name)}
    if act.act == "fail":
        return {**answer, "error": {"code": 13, "message": act.message or "Internal error"}}
    return {**answer, "response": gemini_wire.answer(body, act)}
