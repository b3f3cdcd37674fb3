"""A request's id: in its log lines and in its answer, so that a person's report leads to them."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from tenants.logs import about

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._=+/:-]{1,128}")


def identified(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost. The proxy in front may have given the request its id already."""

    def handle(request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        known = sent if SANE.fullmatch(sent) else uuid4().hex
        request.request_id = known  # type: ignore[attr-defined]
        with about(request_id=known):
            response = get_response(request)
        response[HEADER] = known
        return response

    return handle
