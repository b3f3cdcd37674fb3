"""How models are, as a drain sees it: read for all of its calls at once, at most every second, and written only where a
call brings news: a failure, or an answer from a model of which there was one."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workflows import circuits
from workflows.circuits import Place
from workflows.engine.tools import Reply, Trouble
from workflows.providers import breaker
from workflows.providers.base import Account, Choice, Shut
from workflows.providers.breaker import WHOLE, Said
from workflows.runner.desk import DROPPED, Desk

log = logging.getLogger(__name__)
FRESH = 1.0  # seconds for which what was read holds


@dataclass(frozen=True)
class Asked:
    """A call on its way."""

    credential: str
    model: str
    trials: tuple[Place, ...] = ()  # it finds out for all whether these answer again


class Watch:
    """One drain's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[Place, breaker.Circuit] = {}
        self._read_at, self._clock = float("-inf"), datetime.now(UTC)
        self._reading = asyncio.Lock()
        self._hearing: dict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)

    def over(self, accounts: Mapping[str, Account]) -> "WatchOver":
        return WatchOver(self, accounts)

    async def ask(self, credential: str, model: str) -> Shut | Asked:
        """A trial that nobody comes back from, as when its run is cancelled, runs out by itself."""
        await self._read()
        places = (credential, WHOLE), (credential, model)
        if shut := self._shut(places):
            return shut
        trials = tuple(place for place in places if self._standing(place) == "due")
        for place in trials:
            if not await self._desk.do(circuits.take_trial, place):  # another was quicker
                await self._read(anew=True)
                return self._shut([place]) or await self.ask(credential, model)
        return Asked(credential, model, trials)

    async def heard(self, asked: Asked, result: Reply | Trouble) -> None:
        for model, said in breaker.said(asked.model, result).items():
            place = asked.credential, model
            if said.well and place not in self._known:
                continue
            async with self._hearing[place]:  # of many that fail at once the first three tell enough
                await self._hear(place, said, trial=place in asked.trials)

    async def _hear(self, place: Place, said: Said, *, trial: bool) -> None:
        before = self._known.get(place)
        if before and breaker.after(before, said, self._now, trial=trial) == before:
            return
        try:
            after = await self._desk.do(circuits.hear, place, said, trial=trial)
        except DROPPED as error:
            log.warning("What was heard of %s couldn't be stored (%s).", " ".join(place), error)
            return
        if after is None:
            self._known.pop(place, None)
            return
        self._known[place] = after
        if after.open_until:
            log.warning("Passed over until %s: %s at %s, %s.",
                        after.open_until, place[1] or "all models", place[0], after.words)  # fmt: skip

    async def _read(self, *, anew: bool = False) -> None:
        async with self._reading:
            if anew or time.monotonic() - self._read_at > FRESH:
                known, self._clock = await self._desk.do(circuits.known)
                self._known, self._read_at = dict(known), time.monotonic()

    @property
    def _now(self) -> datetime:
        """By the database's clock."""
        return self._clock + timedelta(seconds=time.monotonic() - self._read_at)

    def _standing(self, place: Place) -> breaker.Standing:
        circuit = self._known.get(place)
        return circuit.standing(self._now) if circuit else "closed"

    def _shut(self, places: Iterable[Place]) -> Shut | None:
        for place in places:
            if self._standing(place) in ("open", "tried"):
                circuit, now = self._known[place], self._now
                return Shut(circuits.clause(circuit, now), max(circuit.seconds(now), FRESH))
        return None


@dataclass(frozen=True)
class WatchOver:
    """The watch over the accounts that a client's calls go to (a providers.base.Health)."""

    watch: Watch
    accounts: Mapping[str, Account]

    async def ask(self, choice: Choice) -> Shut | Asked:
        return await self.watch.ask(self.accounts[choice.provider].credential, choice.model)

    async def heard(self, token: Asked, result: Reply | Trouble) -> None:
        await self.watch.heard(token, result)
