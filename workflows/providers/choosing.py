"""Who may answer a request, in which order, and who was passed over: pure."""

from collections.abc import Collection, Sequence
from datetime import date

from workflows.engine.tools import Request
from workflows.providers.base import Choice
from workflows.providers.catalogue import Catalogue, Model
from workflows.providers.names import base, maker, parted

CHARACTERS = 8  # a token has fewer on average in every language: what is too large by this surely is


def candidates(
    request: Request, route: Sequence[Choice], providers: Collection[str], catalogue: Catalogue, today: date
) -> tuple[list[Choice], list[str]]:
    """The choices that may answer, best first, and a clause for each that may not ("… wrote the piece")."""
    kept, passed_over = [], []
    for choice in pinned(request, route, catalogue):
        if why := _unfit(choice, request, providers, catalogue, today):
            passed_over.append(f"{choice.name} {why}")
        else:
            kept.append(choice)
    return _other_makers_first(request, kept, catalogue), passed_over


def pinned(request: Request, route: Sequence[Choice], catalogue: Catalogue) -> Sequence[Choice]:
    """The route; or the one model that the step allows, whether it stands in the route or not."""
    if not request.pin:
        return route
    account, model = parted(request.pin)
    own = [choice for choice in route if choice.key == request.pin]
    return own[:1] or [Choice(account, model, catalogue.label(model, account))]


def _unfit(
    choice: Choice, request: Request, providers: Collection[str], catalogue: Catalogue, today: date
) -> str:
    """Why this one may not answer, as the rest of a clause that begins with its name; "" if it may."""
    if choice.provider not in providers:
        return "has no key"
    if choice.key in request.exclude:
        return "is excluded by this step"
    if base(choice.model) in {base(name) for name in request.not_models}:
        return "wrote the piece, so it may not judge it"
    if base(choice.model) in {base(name) for name in request.heard}:
        return "has judged the piece already"
    row = catalogue.find(choice.model, choice.provider)
    if blind := _unseen(request, catalogue.sees(choice.model, choice.provider)):
        return blind
    return _outgrown(row, request, today) if row else ""


def _outgrown(row: Model, request: Request, today: date) -> str:
    if row.retires_on and row.retires_on <= today:
        return f"was retired on {row.retires_on:%-d %B %Y}"
    pages = sum(each.pages for each in request.attachments)
    if row.pages and pages > row.pages:
        return f"takes {row.pages:,} pages of PDF, and this request has {pages:,}"
    tokens = (len(request.context) + len(request.prompt)) // CHARACTERS
    if tokens > row.context:
        return f"can read {row.context:,} tokens, and this request has {tokens:,} at least"
    return ""


def _unseen(request: Request, sees: Collection[str]) -> str:
    """What goes with the request and can't be seen, as far as is known."""
    if "images" not in sees and any(not each.is_pdf for each in request.attachments):
        return "can't see pictures"
    if "pdf" not in sees and any(each.is_pdf for each in request.attachments):
        return "can't read PDF"
    return ""


def _other_makers_first(request: Request, choices: list[Choice], catalogue: Catalogue) -> list[Choice]:
    """A judge from another vendor than the writer's shares fewer of its blind spots."""
    if request.purpose != "judge":
        return choices
    makers = {maker(name, catalogue) for name in request.not_models}
    return sorted(choices, key=lambda choice: maker(choice.key, catalogue) in makers)
