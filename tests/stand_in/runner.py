"""The server in a thread with a loop of its own, so that synchronous tests and other processes can call
it.
"""

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.stand_in.batches import Batches
from tests.stand_in.behaviours import Behaviour
from tests.stand_in.server import Server


class StandIn:
    """`with StandIn() as vendor:` listens on a free port of the loopback address until the end of the
    block.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server = Server()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stand-in server", daemon=True)

    @property
    def url(self) -> str:
        """The base URL for Anthropic's SDK."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def openai_url(self) -> str:
        return f"{self.url}/v1"

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Each request so far: path, headers (names in lower case), body."""
        return self._server.journal

    @property
    def models(self) -> list[str]:
        """What it lists as its models; none at first."""
        return self._server.models

    @property
    def ends(self) -> dict[str, dict[str, Any]]:
        """Model → what the list says of its end, in its vendor's own names."""
        return self._server.ends

    @property
    def batches(self) -> Batches:
        return self._server.batches

    def will(self, *behaviours: Behaviour) -> None:
        """What to do with the next calls; afterwards it answers by itself."""
        self._server.queue.extend(behaviours)

    def forget(self) -> None:
        self._server.queue.clear()
        self._server.journal.clear()
        self._server.models.clear()
        self._server.ends.clear()
        self._server.batches.forget()

    def __enter__(self) -> Self:
        self._thread.start()
        self._runner = self._run(self._begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        await self._runner.cleanup()
        slow = asyncio.all_tasks() - {asyncio.current_task()}  # answers that nobody waits for any more
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _begin(self) -> web.AppRunner:
        runner = web.AppRunner(self._server.application(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self._port = runner.addresses[0][1]
        return runner
