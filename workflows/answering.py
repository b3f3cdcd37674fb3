"""Who would answer each step of a definition, and what is wrong with that: pins that can't answer, judges that would
share the writer's model, models that retire. By the line-up of the client, with the router's own choosing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import ValidationError

from tenants.models import User
from workflows import lineup
from workflows.engine.definition import Definition, Step
from workflows.engine.problems import Problem, setting
from workflows.engine.settings import listed
from workflows.engine.tools import Request
from workflows.models import Version
from workflows.models.version import Unpublishable
from workflows.providers.base import Choice
from workflows.providers.choosing import candidates, pinned
from workflows.providers.names import base
from workflows.providers.offering import account_name, offered
from workflows.providers.registry import Registry
from workflows.providers.router import today as utc_today
from workflows.retiring import ASKING, soon

EYES = (("images", "see pictures"), ("pdf", "read PDF"))
FAILS = "Until then the step fails where a brief has such files."


@dataclass(frozen=True)
class Answering:
    """Of one step: the models that would be asked, in their order, and who is passed over, as clauses."""

    step: Step
    request: Request
    choices: Sequence[Choice]
    passed_over: Sequence[str]


def publish(version: Version, by: User | None = None) -> Version:
    """As Version.publish, and models have to be there to answer. Raises Unpublishable."""
    refuse_problems(version)
    return version.publish(by=by)


def refuse_problems(version: Version) -> None:
    """Raises Unpublishable where something keeps it from being published."""
    if blocking := [problem for problem in problems(version) if problem.level == "problem"]:
        raise Unpublishable(blocking)


def problems(version: Version, models: Registry | None = None) -> list[Problem]:
    """All that is wrong or risky with a version, its models included; problems first."""
    found = [*version.problems(), *model_problems(version, models)]
    return sorted(found, key=lambda problem: problem.level != "problem")


def model_problems(version: Version, models: Registry | None = None) -> list[Problem]:
    """`models`: the client's line-up, where the caller knows it already."""
    models = models or lineup.of_client(version.client_id)
    return list(of_models(version.definition, models, utc_today()))


def answering(step: Step, registry: Registry, today: date) -> Answering | None:
    """None for a step that asks no model, and for one whose settings can't be read."""
    if step.kind not in ASKING:
        return None
    try:
        settings = step.read
    except ValidationError:
        return None
    purpose: Literal["judge", "write"] = "judge" if step.kind == "rubric" else "write"
    request = Request(settings.route, purpose, "", "", pin=settings.pin, exclude=settings.exclude)
    route = registry.routes.get(settings.route, ())
    kept, passed_over = candidates(request, route, registry.accounts, registry.catalogue, today)
    return Answering(step, request, kept, passed_over)


def choices(registry: Registry) -> list[tuple[str, str]]:
    """What a step's form offers: the models that have a key, each with its account."""
    return [
        (choice.key, f"{choice.name} ({account_name(account)})")
        for account, found in offered(registry).items()
        if account in registry.accounts
        for choice in found
    ]


def of_models(definition: Definition, registry: Registry, today: date) -> Iterator[Problem]:
    asked = {step.key: found for step in definition.steps if (found := answering(step, registry, today))}
    for one in asked.values():
        yield from _nobody(one, registry)
        yield from _retiring(one, registry, today)
        yield from _blind(one, registry)
    judges = [one for one in asked.values() if one.step.kind == "rubric"]
    for judge in judges:
        above = definition.graph.above[judge.step.key] - {judge.step.key}
        writers = [one for one in asked.values() if one.step.key in above and one not in judges]
        yield from _too_few(judge, writers)
        yield from _shared(judge, writers)


def _nobody(one: Answering, registry: Registry) -> Iterator[Problem]:
    pin, route = one.request.pin, one.request.route
    if pin and pin not in {choice.key for found in offered(registry).values() for choice in found}:
        name = pinned(one.request, (), registry.catalogue)[0].name
        yield _pin(
            one, f"There is no model “{name}” in the catalogue. Add it on the Models page, or choose another."
        )
    elif pin and not one.choices:
        yield _pin(one, f"Only one model may answer, and it can't: {one.passed_over[0]}. Choose another.")
    elif not one.choices and one.request.exclude and route in registry.routes:
        clauses = listed(one.passed_over)
        sentence = (
            f"No model of the route “{route}” is left to answer: {clauses}. Exclude fewer, or add one there."
        )
        yield Problem(setting(one.step, "exclude"), sentence)


def _blind(one: Answering, registry: Registry) -> Iterator[Problem]:
    """A step with files, and no model that could see what people may add: by kind, for a brief may have only one."""
    if not (one.step.settings.get("files") and one.choices):
        return
    seen = {kind for choice in one.choices for kind in registry.catalogue.sees(choice.model, choice.provider)}
    if not (missing := [words for kind, words in EYES if kind not in seen]):
        return
    cannot = " or ".join(missing)
    if one.request.pin:
        sentence = f"Only {one.choices[0].name} may answer here, and it can’t {cannot}. Choose another."
        yield Problem(setting(one.step, "pin"), f"{sentence} {FAILS}", "warning")
    else:
        route = one.request.route
        sentence = f"No model of the route “{route}” can {cannot}. Add one that can, or choose another route."
        yield Problem(setting(one.step, "route"), f"{sentence} {FAILS}", "warning")


def _retiring(one: Answering, registry: Registry, today: date) -> Iterator[Problem]:
    first = one.choices[0] if one.choices else None
    if first and (when := soon(first, registry.catalogue, today)):
        sentence = f"{first.name} is asked first here and {when}. Put another before it in the route."
        if one.request.pin:
            sentence = f"Only {first.name} may answer here, and it {when}. From then on the step fails: choose another."
        yield Problem(setting(one.step, "pin" if one.request.pin else "route"), sentence, "warning")


def _shared(judge: Answering, writers: Sequence[Answering]) -> Iterator[Problem]:
    """A judge never shares the writer's model: is one left if each writer's first choice writes?"""
    pinned_last = sorted(writers, key=lambda writer: bool(writer.request.pin))  # they leave no other way out
    first = {base(writer.choices[0].model): writer for writer in pinned_last if writer.choices}
    left = [choice for choice in judge.choices if base(choice.model) not in first]
    if not judge.choices or left:
        return
    name = judge.choices[0].name
    writer = first[base(judge.choices[0].model)]
    if judge.request.pin and writer.request.pin:
        title = writer.step.title or writer.step.key
        yield _pin(
            judge, f"Only {name} may judge, and only {name} writes “{title}”: it may not judge its own text."
        )
    elif judge.request.pin:
        sentence = f"Only {name} may judge, and it is the first to write: what it wrote it may not judge."
        yield Problem(setting(judge.step, "pin"), sentence, "warning")
    else:
        route, names = judge.request.route, listed(choice.name for choice in judge.choices)
        sentence = (
            f"Whoever writes may not judge, and the route “{route}” has only {names}. Add another model."
        )
        yield Problem(setting(judge.step, "route"), sentence, "warning")


def _too_few(judge: Answering, writers: Sequence[Answering]) -> Iterator[Problem]:
    """A panel of more judges than there are models beside the writers': some of them are asked twice."""
    write = {base(writer.choices[0].model) for writer in writers if writer.choices}
    wanted, models = judge.step.read.judges, {base(choice.model) for choice in judge.choices} - write
    if models and len(models) < wanted:
        have = f"only {len(models)} model{'' if len(models) == 1 else 's'} may judge"
        sentence = f"{wanted} judges are asked, and {have}: some are asked twice. Add models to the route."
        yield Problem(setting(judge.step, "judges"), sentence, "warning")


def _pin(one: Answering, sentence: str) -> Problem:
    return Problem(setting(one.step, "pin"), sentence)
