"""Hears the database's bells: `baton_due` when work was committed, `baton_moved` when somebody wrote for a run that is
in hand. A connection of its own; where it can't be had, polling does the same, later."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

import psycopg
from django.conf import settings

from tenants.postgres.listening import usual

log = logging.getLogger(__name__)
CHANNELS = ("baton_due", "baton_moved")
AGAIN = 2.0  # seconds until a lost connection is tried again


class Listener:
    """Calls `heard[channel]()` in this loop for as long as the block lasts."""

    def __init__(self, heard: Mapping[str, Callable[[], None]]) -> None:
        self._heard = heard
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Listener":
        if settings.DATABASE_LISTEN_URL != "":
            self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except (OSError, psycopg.Error) as error:
                log.warning("No bells are heard (%s); looking now and then instead.", error)
            await asyncio.sleep(AGAIN)

    async def _hear(self) -> None:
        async with await _connected() as ear:
            for channel in CHANNELS:
                await ear.execute(f"LISTEN {channel}")
            for ring in self._heard.values():
                ring()  # for what was committed before we listened
            async for notice in ear.notifies():
                self._heard[notice.channel]()


async def _connected() -> psycopg.AsyncConnection:
    url = settings.DATABASE_LISTEN_URL
    if url is None:
        return await psycopg.AsyncConnection.connect(**usual(), autocommit=True)
    return await psycopg.AsyncConnection.connect(url, autocommit=True)
