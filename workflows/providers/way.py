"""The way to an answer: who was passed over, who was asked and gave nothing, and what is said of it. Pure."""

from dataclasses import dataclass, field, replace

from workflows.engine.tools import NOBODY, Reply, Request, Trouble
from workflows.providers.base import Choice
from workflows.providers.routes import Routes

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


def concerns_all_of(provider: str, tried: Try) -> bool:
    """A trouble without a model is the whole vendor's: a refused key, an empty account, no connection."""
    return isinstance(tried.result, Trouble) and tried.choice.provider == provider and not tried.result.model


def is_our_bug(result: Reply | Trouble) -> bool:
    return isinstance(result, Trouble) and result.permanent and result.owner == "us"


def reason(request: Request, choice: Choice, way: Way, did: str) -> str:
    """Why this model and not an earlier one. `did`: "answered"."""
    if request.pin:
        return f"{choice.name} {did}, the only model that this step allows."
    if not (way.passed_over or way.not_now or way.tries):
        return f"{choice.name} {did}, the first choice of the route “{request.route}”."
    return f"{_history(way)} {choice.name} {did}."


def _history(way: Way) -> str:
    """What happened before, one short sentence each."""
    said = [f"{clause}." for clause in (*way.passed_over, *way.not_now)]
    for tried in way.tries:
        said.append(tried.why if isinstance(tried.result, Trouble) else f"{tried.choice.name} {tried.why}.")
    return " ".join(dict.fromkeys(said))


def outcome(request: Request, way: Way) -> Reply | Trouble:
    """What to report when no model gave a usable answer: what may pass first, then a refusal, then what
    stays.
    """
    tries = way.tries
    if not tries:
        return _none_now(way) if way.waits else _nobody(request, way.passed_over)
    troubles = [_as_trouble(tried) for tried in tries if not _is_steps_own(tried.result)]
    passing = [trouble for trouble in troubles if not trouble.permanent]
    last = tries[-1].result
    if isinstance(last, Reply) and last.stop == "refused" and (not passing or request.on_refusal == "stop"):
        return replace(last, route_note=_history(way))
    if (
        not passing and way.waits and not is_our_bug(last)
    ):  # what stays need not end it: another may answer then
        return _none_now(way)
    if isinstance(last, Reply) and _is_steps_own(last) and not passing:
        return replace(last, route_note=_history(way))
    worst = (passing or troubles)[-1]
    waits = [trouble.retry_after for trouble in passing if trouble.retry_after is not None]
    later = (LATER_PINNED if request.pin else LATER) if passing else ""
    said = [*_unusable(tries), *(trouble.sentence for trouble in troubles), *_clauses(way.not_now), later]
    sentence = " ".join(dict.fromkeys(filter(None, said)))
    return replace(worst, sentence=sentence, retry_after=min(waits, default=None))


def _none_now(way: Way) -> Trouble:
    """Whoever might answer is passed over for a while: that is waited for."""
    tried = [_as_trouble(tried).sentence for tried in way.tries]
    told = dict.fromkeys([*_clauses(way.passed_over), *tried, *_clauses(way.not_now), GOES_ON])
    return Trouble(" ".join(told), False, "nobody", min(way.waits), unasked=True)


def _clauses(clauses: list[str]) -> list[str]:
    return [f"{clause}." for clause in clauses]


def is_refusal(result: Reply | Trouble) -> bool:
    return isinstance(result, Reply) and result.stop == "refused"


def _is_steps_own(result: Reply | Trouble) -> bool:
    """An answer of which the step knows what to make if nobody gives a better one: declined, cut, of unknown end."""
    return isinstance(result, Reply) and result.stop != "end"


def _unusable(tries: list[Try]) -> list[str]:
    return [f"{tried.choice.name} {tried.why}." for tried in tries if _is_steps_own(tried.result)]


def _as_trouble(tried: Try) -> Trouble:
    """An answer that can't be used, in the words of a Trouble: another attempt may go better."""
    if isinstance(tried.result, Trouble):
        return tried.result
    sentence = f"{tried.choice.name} {tried.why}."
    return Trouble(sentence, False, "nobody", None, tried.choice.provider, tried.choice.model)


def no_route(request: Request, routes: Routes) -> Trouble:
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
    return Trouble(sentence, permanent=True, owner="agency", kind=NOBODY)
