"""The router: asks a route's models in order until one gives an answer that can be used, and says why
that one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from workflows import telemetry
from workflows.engine.tools import Reply, Request, Trouble
from workflows.providers import known, schema
from workflows.providers.base import Choice, Ledger, Provider
from workflows.providers.catalogue import Catalogue
from workflows.providers.choosing import candidates
from workflows.providers.routes import Routes

REPAIR = """{prompt}

Your last answer to this can't be used. {problem} It began:
{answer}

Answer again, with the corrected JSON and nothing else."""


LATER = "If it stays so, resume the run later or put another model into the route."


@dataclass(frozen=True)
class Try:
    """A model that was asked and gave nothing that can be used."""

    choice: Choice
    why: str  # a clause: "overloaded"
    result: Reply | Trouble


def today() -> date:
    return datetime.now(UTC).date()


class Router:
    """One `complete` for all providers.

    The next model takes over on trouble that may pass, on a refused key or an empty account, on a refusal
    and on an answer that does not follow the schema (after one repair by the same model). A request that
    the vendor calls wrong is our bug and ends at once.
    """

    def __init__(
        self,
        providers: Mapping[str, Provider],
        routes: Routes,
        catalogue: Catalogue = known.MODELS,
        ledger: Ledger | None = None,
        today: Callable[[], date] = today,
    ) -> None:
        self.providers = providers
        self.routes = routes
        self.catalogue = catalogue
        self.ledger = ledger
        self.today = today

    async def complete(self, request: Request) -> Reply | Trouble:
        route = self.routes.get(request.route)
        if route is None:
            return _no_route(request, self.routes)
        choices, passed_over = candidates(request, route, self.providers, self.catalogue, self.today())
        tries: list[Try] = []
        for choice in choices:
            if any(_concerns_all_of(choice.provider, tried) for tried in tries):
                continue
            result = await self._ask(request, choice)
            why = shortcoming(result, request)
            if isinstance(result, Reply) and not why:
                return replace(result, route_note=_note(request, choice, passed_over, tries))
            tries.append(Try(choice, why, result))
            if _is_our_bug(result):
                break
        return _outcome(request, passed_over, tries)

    async def aclose(self) -> None:
        for provider in self.providers.values():
            await provider.aclose()

    async def _ask(self, request: Request, choice: Choice) -> Reply | Trouble:
        """One model's answer; where JSON was asked for and is wrong, the same model may correct it once."""
        reply = await self._call(request, choice)
        problem = _problem(reply, request)
        if problem and isinstance(reply, Reply):
            again = REPAIR.format(prompt=request.prompt, problem=problem, answer=reply.text[:20_000])
            reply = await self._call(replace(request, prompt=again), choice)
        return reply

    async def _call(self, request: Request, choice: Choice) -> Reply | Trouble:
        """One call, on the books before it is sent.

        A crash or a cancellation leaves it open: its cost is unknown.
        """
        row = self.catalogue.find(choice.model, choice.provider)
        sent = replace(request, ceiling=row.max_output) if row else request
        token = await self.ledger.opened(sent, choice) if self.ledger else None
        if isinstance(token, Trouble):
            return token
        with telemetry.span_of_call(request, choice.provider, choice.model) as span:
            result = await self.providers[choice.provider].complete(sent, choice.model)
            span.answered(result)
        if isinstance(result, Reply):
            result = self._priced(_with_data(result, request), choice)
        if self.ledger:
            await self.ledger.settled(token, result)
        return result

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
    result = tried.result
    return isinstance(result, Trouble) and result.provider == provider and not result.model


def _is_our_bug(result: Reply | Trouble) -> bool:
    return isinstance(result, Trouble) and result.permanent and result.owner == "us"


def _note(request: Request, choice: Choice, passed_over: list[str], tries: list[Try]) -> str:
    if not passed_over and not tries:
        return f"{choice.name} answered, the first choice of the route “{request.route}”."
    return f"{_history(passed_over, tries)} {choice.name} answered."


def _history(passed_over: list[str], tries: list[Try]) -> str:
    """What happened before, one short sentence each."""
    said = [f"{clause}." for clause in passed_over]
    for tried in tries:
        said.append(tried.why if isinstance(tried.result, Trouble) else f"{tried.choice.name} {tried.why}.")
    return " ".join(dict.fromkeys(said))


def _outcome(request: Request, passed_over: list[str], tries: list[Try]) -> Reply | Trouble:
    """What to report when no model gave a usable answer: what may pass first, then a refusal, then what
    stays.
    """
    if not tries:
        return _nobody(request, passed_over)
    troubles = [_as_trouble(tried) for tried in tries if not _is_refusal(tried.result)]
    passing = [trouble for trouble in troubles if not trouble.permanent]
    last = tries[-1].result
    if not passing and isinstance(last, Reply) and last.stop == "refused":
        return replace(last, route_note=_history(passed_over, tries))
    worst = (passing or troubles)[-1]
    waits = [trouble.retry_after for trouble in passing if trouble.retry_after is not None]
    said = [*_refusals(tries), *(trouble.sentence for trouble in troubles), LATER if passing else ""]
    sentence = " ".join(dict.fromkeys(filter(None, said)))
    return replace(worst, sentence=sentence, retry_after=min(waits, default=None))


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
    sentence = f"No model of the route “{request.route}” may answer ({reasons}); add another model or key."
    return Trouble(sentence, permanent=True, owner="agency")
