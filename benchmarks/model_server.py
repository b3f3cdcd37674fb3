"""A model vendor that answers after a fixed time: `python -m benchmarks.model_server --delay 0.2` prints its URL.

It speaks Anthropic's Messages, OpenAI's Responses and chat completions, and Gemini's, in a process of its own, so that
the SDKs do all that they do with the real ones. The tests' stand-in can misbehave; this one is fast, and it counts. A
text of about 1 KB, never the same twice, passes simple rules and can be quoted by a judge; a canary in the prompt is
repeated in it.
"""

import argparse
import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.stand_in import anthropic_wire, gemini_wire, openai_wire
from tests.stand_in.answers import QUOTE, default
from tests.stand_in.behaviours import Behaviour, says

CANARY = re.compile(r"CANARY-[A-Z0-9]+")
PARAGRAPH = (
    "The house keeps two floors closed in winter, and the kitchen cooks from the cellar. Walks leave at eleven, in any "
    "weather that a dog would go out in. There is a fire in the small room from three o'clock, and nobody minds boots. "
)
Body = dict[str, Any]


@dataclass
class Vendor:
    delay: float  # seconds from a request to its answer
    spread: float = 0.0  # seconds more, at random
    asked: int = 0
    answered: int = 0

    def application(self) -> web.Application:
        app = web.Application(client_max_size=16 * 1024**2)
        app.router.add_post("/v1/messages", self._speaking(anthropic_wire.message, anthropic_wire.schema))
        app.router.add_post("/v1/chat/completions", self._speaking(openai_wire.completion, _chat_schema))
        app.router.add_post("/v1/responses", self._speaking(openai_wire.response, _responses_schema))
        app.router.add_post("/v1beta/models/{call}", self._speaking(_gemini, _gemini_schema))
        app.router.add_get("/count", self._count)
        return app

    def _speaking(self, wire: Callable[..., Body], schema: Callable[[Body], Body | None]) -> Any:
        async def handle(request: web.Request) -> web.Response:
            self.asked += 1
            body = json.loads(await request.read())
            text = answer(json.dumps(body, ensure_ascii=False), schema(body), self.asked)
            await asyncio.sleep(self.delay + random.random() * self.spread)
            self.answered += 1
            return web.json_response(wire(body, says(text)))

        return handle

    async def _count(self, request: web.Request) -> web.Response:
        return web.json_response({"asked": self.asked, "answered": self.answered})


def answer(prompt: str, schema: Body | None, number: int) -> str:
    if schema is not None:
        return default(schema)
    canaries = " ".join(sorted(set(CANARY.findall(prompt))))
    return f"# Letter {number} from the house\n\n{QUOTE} {canaries}\n\n{PARAGRAPH * 2}\n\n{PARAGRAPH * 2}".strip()


def _chat_schema(body: Body) -> Body | None:
    return body.get("response_format", {}).get("json_schema", {}).get("schema")


def _responses_schema(body: Body) -> Body | None:
    return body.get("text", {}).get("format", {}).get("schema")


def _gemini_schema(body: Body) -> Body | None:
    return body.get("generationConfig", {}).get("responseJsonSchema")


def _gemini(body: Body, act: Behaviour) -> Body:
    """The model's name stands in the address there, and nobody asks for it here."""
    return gemini_wire.answer({"model": "gemini-4-carbon", **body}, act)


async def serve(vendor: Vendor, port: int) -> None:
    runner = web.AppRunner(vendor.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=2048).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="benchmarks.model_server", description="Answers after a fixed time."
    )
    parser.add_argument("--delay", type=float, default=0.2, help="seconds")
    parser.add_argument("--spread", type=float, default=0.0, help="seconds more, at random")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    chosen = parser.parse_args()
    asyncio.run(serve(Vendor(chosen.delay, chosen.spread), chosen.port))


if __name__ == "__main__":
    main()
