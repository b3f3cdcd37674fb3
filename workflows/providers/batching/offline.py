"""The stand-in's batches: nothing is sent anywhere, and the answers are there when it is looked at the next time."""

from collections.abc import Collection, Mapping
from datetime import datetime

from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers.base import Provider
from workflows.providers.batching import Looked


class Batches:
    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def send(self, key: str, requests: Mapping[str, Request], model: str) -> str | Trouble:
        return key

    async def find(
        self, key: str, names: Collection[str], model: str, since: datetime, others: Collection[str]
    ) -> str | Trouble | None:
        return None

    async def look(self, batch: str, requests: Mapping[str, Request], model: str) -> Looked | Trouble:
        results: dict[str, Reply | Trouble] = {
            name: await self.provider.complete(request, model) for name, request in requests.items()
        }
        return Looked(True, results)

    async def forget(self, batch: str, model: str) -> Trouble | None:
        return None
