"""The router: asks a route's models in order until one gives an answer that can be used, and says why
that one.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from workflows import telemetry
from workflows.engine.prompts import fence
from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import batching, breaker, known, schema, wire
from workflows.providers.base import Choice, Health, Ledger, Provider, Shut
from workflows.providers.catalogue import Catalogue
from workflows.providers.choosing import candidates
from workflows.providers.names import base, is_maker
from workflows.providers.routes import Routes
from workflows.providers.sound import sound
from workflows.providers.timing import PATIENCE, TimeLeft
from workflows.providers.way import (
    Try,
    Way,
    concerns_all_of,
    is_our_bug,
    is_refusal,
    no_route,
    outcome,
    reason,
)

REPAIR = """{prompt}

Your last answer to this can't be used. {problem} It began:
{answer}

Answer again, with the corrected JSON and nothing else."""


MENDS = "{} was asked once more, to correct the form of its answer."
IN_BATCH = "{} answered in its vendor’s batch, at half the price."
NO_BATCHES = "{} has no batches, so it was asked at once, at the normal price."


def today() -> date:
    return datetime.now(UTC).date()


class Router:
    """One `complete` for all providers.

    The next model takes over on trouble that may pass, on a refused key or an empty account, on a refusal
    (unless the step says to stop then) and on an answer that does not follow the schema (after one repair by
    the same model). A request that the vendor calls wrong is our bug and ends at once. A model that is known
    to be unwell is passed over, and no further one is asked when too little of the step's time is left.
    """

    def __init__(
        self,
        providers: Mapping[str, Provider],
        routes: Routes,
        catalogue: Catalogue = known.MODELS,
        ledger: Ledger | None = None,
        today: Callable[[], date] = today,
        health: Health | None = None,
    ) -> None:
        self.providers = providers
        self.routes = routes
        self.catalogue = catalogue
        self.ledger = ledger
        self.today = today
        self.health = health

    async def complete(self, request: Request) -> Reply | Trouble:
        if request.route not in self.routes:
            return no_route(request, self.routes)
        choices, way = self._candidates(request)
        return await self._first_of(choices, request, way, TimeLeft(request.seconds))

    def batched(self, request: Request) -> tuple[Choice, str] | str:
        """In whose batch a request is asked, and why; or why in nobody's. Only the first choice counts: another model
        is no way to save money that the step has chosen."""
        choices, way = self._candidates(request)
        if not choices:
            return ""
        if batching.of(self.providers[choices[0].provider]) is None:
            return NO_BATCHES.format(choices[0].name)
        return choices[0], reason(request, choices[0], way, "was asked in its vendor’s batch")

    async def received(self, request: Request, choice: Choice, reply: Reply) -> Reply | Trouble:
        """What to make of an answer that came by a batch: as if its model had been asked first, and just now."""
        time = TimeLeft(request.seconds)
        result: Reply | Trouble = _with_data(reply, request)
        if choice.provider in self.providers:
            result = await self._mended(request, choice, time, result)
        why = shortcoming(result, request) or self._too_short(result, request, choice)
        if isinstance(result, Reply) and not why:
            return replace(result, route_note=IN_BATCH.format(choice.name), asked=choice.key)
        choices, way = self._candidates(request)
        way.tries.append(Try(choice, why, result))
        if is_refusal(result) and request.on_refusal == "stop":
            return outcome(request, way)
        return await self._first_of([other for other in choices if other != choice], request, way, time)

    def _candidates(self, request: Request) -> tuple[list[Choice], Way]:
        route = self.routes.get(request.route, ())
        choices, passed_over = candidates(request, route, self.providers, self.catalogue, self.today())
        return choices, Way(passed_over)

    async def _first_of(
        self, choices: Sequence[Choice], request: Request, way: Way, time: TimeLeft
    ) -> Reply | Trouble:
        for choice in choices:
            if any(concerns_all_of(choice.provider, tried) for tried in way.tries):
                continue
            if way.tries and time.is_short:
                way.not_now.append(f"{choice.name} was not asked, for the step's time was nearly over")
                break
            result = await self._ask_if_well(request, choice, time, reason(request, choice, way, "was asked"))
            if isinstance(result, Shut):
                way.not_now.append(f"{choice.name} {result.why}")
                way.waits.append(result.seconds)
                continue
            why = shortcoming(result, request) or self._too_short(result, request, choice)
            if isinstance(result, Reply) and not why:
                return replace(result, route_note=reason(request, choice, way, "answered"), asked=choice.key)
            way.tries.append(Try(choice, why, result))
            if is_our_bug(result) or (is_refusal(result) and request.on_refusal == "stop"):
                break
        return outcome(request, way)

    async def aclose(self) -> None:
        for provider in self.providers.values():
            await provider.aclose()

    async def _ask_if_well(
        self, request: Request, choice: Choice, time: TimeLeft, why: str
    ) -> Reply | Trouble | Shut:
        if self.health is None:
            return await self._ask(request, choice, time, why)
        token = await self.health.ask(choice)
        if isinstance(token, Shut):
            return token
        result = await self._ask(request, choice, time, why)
        await self.health.heard(token, result)
        return result

    async def _ask(self, request: Request, choice: Choice, time: TimeLeft, why: str) -> Reply | Trouble:
        """One model's answer; where JSON was asked for and is wrong, the same model may correct it once."""
        return await self._mended(request, choice, time, await self._call(request, choice, time, why))

    async def _mended(
        self, request: Request, choice: Choice, time: TimeLeft, reply: Reply | Trouble
    ) -> Reply | Trouble:
        problem = _problem(reply, request)
        if problem and isinstance(reply, Reply) and not time.is_short:
            said = fence(
                "last answer", reply.text[:20_000], request.prompt
            )  # it may repeat what it was shown
            again = REPAIR.format(prompt=request.prompt, problem=problem, answer=said)
            reply = await self._call(replace(request, prompt=again), choice, time, MENDS.format(choice.name))
        return reply

    async def _call(self, request: Request, choice: Choice, time: TimeLeft, why: str) -> Reply | Trouble:
        """One call, on the books before it is sent.

        A crash or a cancellation leaves it open: its cost is unknown.
        """
        sent = self.limited(request, choice)
        token = await self.ledger.opened(sent, choice, why) if self.ledger else None
        if isinstance(token, Trouble):
            return token
        with telemetry.span_of_call(request, choice.provider, choice.model) as span:
            result = await self._in_time(sent, choice, time)
            result = replace(sound(result), provider=choice.provider)  # of two servers each has its own name
            span.answered(result)
        if isinstance(result, Reply):
            result = priced(_with_data(result, request), choice, self.catalogue, self.today())
        if self.ledger:
            await self.ledger.settled(token, result)
        return result

    def limited(self, request: Request, choice: Choice) -> Request:
        """With what this model can write at most, and whether it takes an effort."""
        row = self.catalogue.find(choice.model, choice.provider)
        return replace(request, ceiling=row.max_output, efforts=row.efforts) if row else request

    def for_batch(self, request: Request, choice: Choice) -> Request:
        """As `limited`; and its block may be kept for an hour where that has a price, else it has none."""
        row = self.catalogue.find(choice.model, choice.provider)
        price = row.price(self.today()) if row else None
        lasting = price is not None and price.cache_write_long is not None
        return replace(self.limited(request, choice), lasting=lasting)

    def _too_short(self, result: Reply | Trouble, request: Request, choice: Choice) -> str:
        """As shortcoming: an answer that was cut where its model ends, before the step's own limit."""
        row = self.catalogue.find(choice.model, choice.provider)
        if isinstance(result, Trouble) or result.stop != "truncated" or row is None:
            return ""
        ends_first = row.max_output < wire.max_tokens(request)
        return f"was cut at the {row.max_output:,} tokens that it can write at most" if ends_first else ""

    async def _in_time(self, request: Request, choice: Choice, time: TimeLeft) -> Reply | Trouble:
        """However slowly its bytes come, an answer has to be whole before the step's time is over."""
        left = time.left
        try:
            async with asyncio.timeout_at(time.until) as limit:
                return await self.providers[choice.provider].complete(request, choice.model)
        except TimeoutError:
            if not limit.expired():
                raise
            telemetry.went_wrong("timeout")
            return _too_late(choice, left)


def priced(reply: Reply, choice: Choice, catalogue: Catalogue, on: date) -> Reply:
    """Priced by the model that answered; a dated snapshot of the model asked for has that one's price. Servers of one's
    own answer under whatever name stands behind theirs, and are priced by the name that they are asked for."""
    as_asked = reply.model.startswith(choice.model) or not is_maker(choice.provider)
    names = (reply.model, choice.model if as_asked else base(reply.model))
    costs = (catalogue.cost(name, reply.usage, on, choice.provider) for name in names)
    return replace(reply, cost_usd=next((cost for cost in costs if cost is not None), None))


def shortcoming(result: Reply | Trouble, request: Request) -> str:
    """Why this result can't be used, as a clause; "" if it can. Half an answer is the step's to judge."""
    if isinstance(result, Trouble):
        return result.sentence
    if result.stop == "refused":
        return f"refused ({result.why_stopped or 'no reason given'})"
    if result.stop == "unknown":
        return f"gave no answer that counts: {result.why_stopped}"
    if not result.text.strip():
        return f"gave an empty answer{f': {result.why_stopped}' if result.why_stopped else ''}"
    return "did not answer in the form that the step asks for" if _problem(result, request) else ""


def _with_data(reply: Reply, request: Request) -> Reply:
    if request.schema is None or reply.stop != "end":
        return reply
    data, _ = schema.read(reply.text, request.schema)
    return replace(reply, data=data)


def _problem(result: Reply | Trouble, request: Request) -> str:
    """What is wrong with the JSON, in a sentence; "" where nothing is, or nothing was asked for or
    finished.
    """
    if (
        isinstance(result, Trouble)
        or request.schema is None
        or result.stop != "end"
        or not result.text.strip()
    ):
        return ""
    return schema.read(result.text, request.schema)[1]


def _too_late(choice: Choice, given: float) -> Trouble:
    sentence = (
        f"{choice.name} did not answer in the {given:,.0f} seconds that were left of the step's time. "
        "If it needs longer, raise “Gives up after”."
    )
    kind = "timeout" if given >= PATIENCE else breaker.LATE
    return Trouble(sentence, False, "nobody", None, choice.provider, choice.model, kind)
