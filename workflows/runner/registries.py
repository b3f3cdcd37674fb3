"""The registries of the clients whose runs a drain carries, over shared connections."""

from workflows import lineup
from workflows.providers.registry import Registry
from workflows.runner.desk import Desk
from workflows.runner.per_client import PerClient


class Registries(PerClient[Registry]):
    def __init__(self, desk: Desk) -> None:
        self._pool = lineup.Pool()
        super().__init__(lambda client_id: desk.do(lineup.of_client, client_id, self._pool))

    async def aclose(self) -> None:
        await self._pool.aclose()
