"""Which runs a drain claims next: in turn from client to client, with some room kept for those who have nothing yet."""

from django.conf import settings

from workflows import leases
from workflows.leases import Claim
from workflows.runner.desk import Desk

AT_ONCE = 50  # so that several workers share what comes all at once
RESERVE = (
    10  # percent of the room, for clients who have no run in hand: a bulk of others doesn't make them wait
)


class Claimer:
    def __init__(self, owner: str, desk: Desk) -> None:
        self._owner, self._desk = owner, desk
        self._after = 0  # the client that was served last

    async def claim(self, in_hand: int) -> list[Claim]:
        """At most AT_ONCE, and no more than there is room for."""
        room = settings.DRAIN_RUNS - in_hand
        for_all = min(AT_ONCE, room - settings.DRAIN_RUNS * RESERVE // 100)
        found = await self._round(for_all) if for_all > 0 else []
        for_newcomers = min(AT_ONCE, room) - len(found)
        if for_all < AT_ONCE and for_newcomers > 0:
            found += await self._round(for_newcomers, newcomers=True)
        return found

    async def claim_one(self, run_id: object) -> list[Claim]:
        held = await self._desk.do(leases.claim_one, run_id, self._owner)
        return [held] if held else []

    async def _round(self, limit: int, *, newcomers: bool = False) -> list[Claim]:
        """Beginning after the client that was served last; once round at most."""
        begun_after = self._after
        found = await self._next(limit, newcomers)
        if begun_after and len(found) < limit:
            self._after = 0
            found += await self._next(limit - len(found), newcomers)
        return found

    async def _next(self, limit: int, newcomers: bool) -> list[Claim]:
        found, self._after = await self._desk.do(
            leases.claim, limit, self._owner, after=self._after, newcomers=newcomers
        )
        return found
