"""Who may answer a request, in which order, and who was passed over: pure."""

from collections.abc import Collection, Sequence

from workflows.engine.tools import Request
from workflows.providers import catalogue
from workflows.providers.base import Choice


def candidates(
    request: Request, route: Sequence[Choice], providers: Collection[str]
) -> tuple[list[Choice], list[str]]:
    """The choices that may answer, best first, and a clause for each that may not ("… wrote the piece")."""
    kept, passed_over = [], []
    for choice in route:
        if choice.provider not in providers:
            passed_over.append(f"{choice.name} has no key")
        elif choice.model in request.not_models:
            passed_over.append(f"{choice.name} wrote the piece, so it may not judge it")
        else:
            kept.append(choice)
    return _other_vendors_first(request, kept), passed_over


def _other_vendors_first(request: Request, choices: list[Choice]) -> list[Choice]:
    """A judge from another vendor than the writer's shares fewer of its blind spots."""
    if request.purpose != "judge":
        return choices
    vendors = {row.provider for model in request.not_models if (row := catalogue.find(model))}
    return sorted(choices, key=lambda choice: choice.provider in vendors)
