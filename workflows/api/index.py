"""What stands at the front door of the API, for whoever looks there first. It needs no key and tells no secret."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from tenants.keys import HOW
from workflows.api.errors import nowhere

PLACES = {name: f"api:{name}" for name in ("docs", "schema", "workflows", "runs", "outputs")}


@csrf_exempt  # it changes nothing
def index(request: HttpRequest) -> JsonResponse:
    if request.method not in ("GET", "HEAD"):
        return nowhere(request)
    found = {name: request.build_absolute_uri(reverse(address)) for name, address in PLACES.items()}
    return JsonResponse({"detail": f"This is Baton's API. {HOW}", **found})
