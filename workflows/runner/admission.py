"""Waiting for a place at a credential that has limits. Of a drain's calls only the first in the row asks for one."""

import asyncio
from collections import defaultdict

from tenants.scope import tenant_tx
from workflows import turnstile
from workflows.leases import Claim
from workflows.models import Attempt, Ticket
from workflows.providers.base import Account
from workflows.runner.desk import Desk

AGAIN = 0.25  # seconds between two questions


class Turnstiles:
    """Those of one drain."""

    def __init__(self, owner: str, desk: Desk) -> None:
        self._owner, self._desk = owner, desk
        self._rows: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def pass_through(self, account: Account, held: Claim, attempt_id: int) -> Ticket | None:
        """Returns when there is a place; while there is none, the run's page says so. None: nothing is limited."""
        if not account.limit:
            return None
        told = ""
        async with self._rows[account.credential]:
            while isinstance(answer := await self._desk.do(turnstile.take, account, self._owner), str):
                if not told:
                    told = answer
                    await self._desk.do(_say, held, attempt_id, told)
                await asyncio.sleep(AGAIN)
        if told:
            await self._desk.do(_say, held, attempt_id, "")
        return answer

    async def give_back(self, ticket: Ticket) -> None:
        await self._desk.do(turnstile.give_back, ticket)


class Admission:
    """One attempt's way through them: a place is kept for the time of a call."""

    def __init__(self, turnstiles: Turnstiles, held: Claim, attempt_id: int) -> None:
        self._turnstiles, self._held, self._attempt_id = turnstiles, held, attempt_id
        self._ticket: Ticket | None = None

    async def enter(self, account: Account) -> None:
        self._ticket = await self._turnstiles.pass_through(account, self._held, self._attempt_id)

    async def leave(self) -> None:
        if self._ticket:
            ticket, self._ticket = self._ticket, None
            await self._turnstiles.give_back(ticket)


def _say(held: Claim, attempt_id: int, sentence: str) -> None:
    with tenant_tx(held.client_id):
        Attempt.objects.filter(pk=attempt_id, state=Attempt.State.OPEN).update(note=sentence)
