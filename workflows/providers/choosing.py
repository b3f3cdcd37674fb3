"""Who may answer a request, in which order, and who was passed over: pure."""

from collections.abc import Collection, Sequence
from datetime import date

from workflows.engine.tools import Request
from workflows.providers.base import Choice
from workflows.providers.catalogue import Catalogue


def candidates(
    request: Request, route: Sequence[Choice], providers: Collection[str], catalogue: Catalogue, today: date
) -> tuple[list[Choice], list[str]]:
    """The choices that may answer, best first, and a clause for each that may not ("… wrote the piece")."""
    kept, passed_over = [], []
    for choice in route:
        if why := _unfit(choice, request, providers, catalogue, today):
            passed_over.append(f"{choice.name} {why}")
        else:
            kept.append(choice)
    return _other_vendors_first(request, kept, catalogue), passed_over


def _unfit(
    choice: Choice, request: Request, providers: Collection[str], catalogue: Catalogue, today: date
) -> str:
    """Why this one may not answer, as the rest of a clause that begins with its name; "" if it may."""
    if choice.provider not in providers:
        return "has no key"
    if choice.model in request.not_models:
        return "wrote the piece, so it may not judge it"
    row = catalogue.find(choice.model, choice.provider)
    if blind := _unseen(request, row.sees if row else frozenset()):
        return blind
    if row and row.retires_on and row.retires_on <= today:
        return f"was retired on {row.retires_on:%-d %B %Y}"
    return ""


def _unseen(request: Request, sees: Collection[str]) -> str:
    """What goes with the request and can't be seen, as far as is known."""
    if "images" not in sees and any(not each.is_pdf for each in request.attachments):
        return "can't see pictures"
    if "pdf" not in sees and any(each.is_pdf for each in request.attachments):
        return "can't read PDF"
    return ""


def _other_vendors_first(request: Request, choices: list[Choice], catalogue: Catalogue) -> list[Choice]:
    """A judge from another vendor than the writer's shares fewer of its blind spots."""
    if request.purpose != "judge":
        return choices
    vendors = {row.provider for model in request.not_models if (row := catalogue.find(model))}
    return sorted(choices, key=lambda choice: choice.provider in vendors)
