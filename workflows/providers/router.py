"""The router: asks a route's models in order until one gives an answer that can be used, and says why
that one.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from workflows import telemetry
from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import breaker, known, schema
from workflows.providers.base import Choice, Health, Ledger, Provider, Shut
from workflows.providers.catalogue import Catalogue
from workflows.providers.choosing import candidates
from workflows.providers.routes import Routes
from workflows.providers.timing import PATIENCE, TimeLeft

REPAIR = """{prompt}

Your last answer to this can't be used. {problem} It began:
{answer}

Answer again, with the corrected JSON and nothing else."""


MENDS = "{} was asked once more, to correct the form of its answer."
GOES_ON = "The step waits, and goes on by itself when one of them is tried again."
LATER = "If it stays so, resume the run later or put another model into the route."
LATER_PINNED = "If it stays so, resume the run later or choose another model in the step's settings."


@dataclass(frozen=True)
class Try:
    """A model that was asked and gave nothing that can be used."""

    choice: Choice
    why: str  # a clause: "overloaded"
    result: Reply | Trouble


@dataclass
class Way:
    """What happened on the way to an answer."""

    passed_over: list[str]  # a clause for each that may not answer
    tries: list[Try] = field(default_factory=list)
    not_now: list[str] = field(default_factory=list)  # a clause for each that might answer at another time
    waits: list[float] = field(default_factory=list)  # seconds until one of those is tried again


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
        route = self.routes.get(request.route)
        if route is None:
            return _no_route(request, self.routes)
        choices, passed_over = candidates(request, route, self.providers, self.catalogue, self.today())
        way, time = Way(passed_over), TimeLeft(request.seconds)
        for choice in choices:
            if any(_concerns_all_of(choice.provider, tried) for tried in way.tries):
                continue
            if way.tries and time.is_short:
                way.not_now.append(f"{choice.name} was not asked, for the step's time was nearly over")
                break
            result = await self._ask_if_well(
                request, choice, time, _reason(request, choice, way, "was asked")
            )
            if isinstance(result, Shut):
                way.not_now.append(f"{choice.name} {result.why}")
                way.waits.append(result.seconds)
                continue
            why = shortcoming(result, request)
            if isinstance(result, Reply) and not why:
                return replace(result, route_note=_reason(request, choice, way, "answered"), asked=choice.key)
            way.tries.append(Try(choice, why, result))
            if _is_our_bug(result) or (_is_refusal(result) and request.on_refusal == "stop"):
                break
        return _outcome(request, way)

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
        reply = await self._call(request, choice, time, why)
        problem = _problem(reply, request)
        if problem and isinstance(reply, Reply) and not time.is_short:
            again = REPAIR.format(prompt=request.prompt, problem=problem, answer=reply.text[:20_000])
            reply = await self._call(replace(request, prompt=again), choice, time, MENDS.format(choice.name))
        return reply

    async def _call(self, request: Request, choice: Choice, time: TimeLeft, why: str) -> Reply | Trouble:
        """One call, on the books before it is sent.

        A crash or a cancellation leaves it open: its cost is unknown.
        """
        row = self.catalogue.find(choice.model, choice.provider)
        sent = replace(request, ceiling=row.max_output) if row else request
        token = await self.ledger.opened(sent, choice, why) if self.ledger else None
        if isinstance(token, Trouble):
            return token
        with telemetry.span_of_call(request, choice.provider, choice.model) as span:
            result = await self._in_time(sent, choice, time)
            result = replace(result, provider=choice.provider)  # of two servers each has a name of its own
            span.answered(result)
        if isinstance(result, Reply):
            result = self._priced(_with_data(result, request), choice)
        if self.ledger:
            await self.ledger.settled(token, result)
        return result

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

    def _priced(self, reply: Reply, choice: Choice) -> Reply:
        """Priced by the model that answered; a dated snapshot of the model asked for has that one's price."""
        names = (reply.model, choice.model if reply.model.startswith(choice.model) else reply.model)
        costs = (self.catalogue.cost(name, reply.usage, self.today(), choice.provider) for name in names)
        return replace(reply, cost_usd=next((cost for cost in costs if cost is not None), None))


def shortcoming(result: Reply | Trouble, request: Request) -> str:
    """Why this result can't be used, as a clause; "" if it can. A truncated answer is the step's to judge."""
    if isinstance(result, Trouble):
        return result.sentence
    if result.stop == "refused":
        return f"refused ({result.why_stopped or 'no reason given'})"
    if result.stop == "end" and not result.text.strip():
        return "gave an empty answer"
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


def _concerns_all_of(provider: str, tried: Try) -> bool:
    """A trouble without a model is the whole vendor's: a refused key, an empty account, no connection."""
    return isinstance(tried.result, Trouble) and tried.choice.provider == provider and not tried.result.model


def _is_our_bug(result: Reply | Trouble) -> bool:
    return isinstance(result, Trouble) and result.permanent and result.owner == "us"


def _reason(request: Request, choice: Choice, way: Way, did: str) -> str:
    """Why this model and not an earlier one. `did`: "answered"."""
    if request.pin:
        return f"{choice.name} {did}, the only model that this step allows."
    if not (way.passed_over or way.not_now or way.tries):
        return f"{choice.name} {did}, the first choice of the route “{request.route}”."
    return f"{_history(way)} {choice.name} {did}."


def _too_late(choice: Choice, given: float) -> Trouble:
    sentence = (
        f"{choice.name} did not answer in the {given:,.0f} seconds that were left of the step's time. "
        "If it needs longer, raise “Gives up after”."
    )
    kind = "timeout" if given >= PATIENCE else breaker.LATE
    return Trouble(sentence, False, "nobody", None, choice.provider, choice.model, kind)


def _history(way: Way) -> str:
    """What happened before, one short sentence each."""
    said = [f"{clause}." for clause in (*way.passed_over, *way.not_now)]
    for tried in way.tries:
        said.append(tried.why if isinstance(tried.result, Trouble) else f"{tried.choice.name} {tried.why}.")
    return " ".join(dict.fromkeys(said))


def _outcome(request: Request, way: Way) -> Reply | Trouble:
    """What to report when no model gave a usable answer: what may pass first, then a refusal, then what
    stays.
    """
    tries = way.tries
    if not tries:
        return _none_now(way) if way.waits else _nobody(request, way.passed_over)
    troubles = [_as_trouble(tried) for tried in tries if not _is_refusal(tried.result)]
    passing = [trouble for trouble in troubles if not trouble.permanent]
    last = tries[-1].result
    if isinstance(last, Reply) and last.stop == "refused" and (not passing or request.on_refusal == "stop"):
        return replace(last, route_note=_history(way))
    if (
        not passing and way.waits and not _is_our_bug(last)
    ):  # what stays need not end it: another may answer then
        return _none_now(way)
    worst = (passing or troubles)[-1]
    waits = [trouble.retry_after for trouble in passing if trouble.retry_after is not None]
    later = (LATER_PINNED if request.pin else LATER) if passing else ""
    said = [*_refusals(tries), *(trouble.sentence for trouble in troubles), *_clauses(way.not_now), later]
    sentence = " ".join(dict.fromkeys(filter(None, said)))
    return replace(worst, sentence=sentence, retry_after=min(waits, default=None))


def _none_now(way: Way) -> Trouble:
    """Whoever might answer is passed over for a while: that is waited for."""
    tried = [_as_trouble(tried).sentence for tried in way.tries]
    told = dict.fromkeys([*_clauses(way.passed_over), *tried, *_clauses(way.not_now), GOES_ON])
    return Trouble(" ".join(told), False, "nobody", min(way.waits), unasked=True)


def _clauses(clauses: list[str]) -> list[str]:
    return [f"{clause}." for clause in clauses]


def _is_refusal(result: Reply | Trouble) -> bool:
    return isinstance(result, Reply) and result.stop == "refused"


def _refusals(tries: list[Try]) -> list[str]:
    return [f"{tried.choice.name} {tried.why}." for tried in tries if _is_refusal(tried.result)]


def _as_trouble(tried: Try) -> Trouble:
    """An answer that can't be used, in the words of a Trouble: another attempt may go better."""
    if isinstance(tried.result, Trouble):
        return tried.result
    sentence = f"{tried.choice.name} {tried.why}."
    return Trouble(sentence, False, "nobody", None, tried.choice.provider, tried.choice.model)


def _no_route(request: Request, routes: Routes) -> Trouble:
    known = ", ".join(sorted(routes)) or "none"
    sentence = f"There is no route “{request.route}”; choose one of these in the step's settings: {known}."
    return Trouble(sentence, permanent=True, owner="agency")


def _nobody(request: Request, passed_over: list[str]) -> Trouble:
    reasons = "; ".join(passed_over) or "the route is empty"
    if request.pin:
        sentence = (
            f"Only one model may answer this step, and it can't: {reasons}. Choose another in its settings."
        )
        return Trouble(sentence, permanent=True, owner="agency")
    sentence = f"No model of the route “{request.route}” may answer ({reasons}); add another model or key."
    return Trouble(sentence, permanent=True, owner="agency")
