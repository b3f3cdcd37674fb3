"""What every page knows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants import scope
from workflows import lineup

NOTICE = "No model is connected: texts are put together by the offline stand-in from the brief. It is not AI."
SOME = (
    "Clients without a model: {without} of {all}. Their texts are put together by the offline stand-in from the brief. "
    "It is not AI."
)


def models_in_use(request: HttpRequest) -> dict[str, object]:
    """Asked only by pages that show it, and once."""
    return {"offline_notice": SimpleLazyObject(lambda: _of(request))}


def _of(request: HttpRequest) -> str:
    """A guest sees one client and no agency, and is told of that client's models all the same."""
    guest = getattr(request, "guest", None)
    if guest is None:
        return offline_notice()
    with scope.scope([guest.client_id], guest.client.agency_id):
        return offline_notice()


def offline_notice() -> str:
    """A sentence to show where the stand-in answers for a client in view, else ""."""
    seen = scope.current()
    if seen is None or seen.agency is None:
        return ""
    without = lineup.without_models(seen.clients)
    if not without:
        return ""
    everybody = len(without) == len(seen.clients)
    return NOTICE if everybody else SOME.format(without=len(without), all=len(seen.clients))


def greeting() -> str:
    """The same at a terminal, where no agency is in view: of the environment's keys."""
    return "" if lineup.environment_answers() else NOTICE
