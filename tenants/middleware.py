"""One transaction and one scope for each request. It stands last in MIDDLEWARE."""

import logging
from collections.abc import Callable, Iterator
from itertools import chain

from django.core.exceptions import BadRequest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from psycopg import errors

from tenants.access import NOBODY, Access
from tenants.logs import about
from tenants.memberships import access_of
from tenants.scope import scope

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")  # what these write (who is at a page) names nothing that could go meanwhile
AT_ONCE = (
    errors.UniqueViolation,
    errors.ForeignKeyViolation,
    errors.DeadlockDetected,
    errors.SerializationFailure,
)


def without_nul(get_response: Handler) -> Handler:
    """Middleware: a NUL, which Postgres can't keep and nobody types, is refused at the door. The API reads its
    own requests, and answers in its own shape."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        sent = [request.path_info, *_values(request.GET)]
        if any("\0" in text for text in chain(sent, _values(request.POST))):
            raise BadRequest("The request has a NUL character in it.")
        return get_response(request)

    return guarded


def _values(data: QueryDict) -> Iterator[str]:
    return (value for name, values in data.lists() for value in (name, *values))


class ScopeMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            access = who(request)
            request.access = access  # type: ignore[attr-defined]
            with scope(access.clients, access.agency), about(user=request.user.pk):
                return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Two who save the same at the same moment, or save what another takes away: the second one is told so. None
        for every other error."""
        if not _is_of_two(error):
            return None
        log.warning(
            "Two at the same moment at %s: nothing was kept of the second.", request.path, exc_info=error
        )
        transaction.set_rollback(True)
        return HttpResponse(render_to_string("409.html"), status=409)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif request.method not in SAFE and not transaction.get_rollback():
            return self._whole(request, response)
        return response

    def _whole(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A broken foreign key shows here, while an error page can still be made, and not at COMMIT."""
        try:
            connections[DEFAULT_DB_ALIAS].check_constraints()
        except DatabaseError as error:
            refused = self.process_exception(request, error)
            if refused is None:
                raise
            return refused
        return response


def _is_of_two(error: Exception) -> bool:
    """Without a cause it is Django that says so: the row that was to be saved is gone."""
    gone = type(error) is DatabaseError and error.__cause__ is None
    return gone or (isinstance(error, DatabaseError) and isinstance(error.__cause__, AT_ONCE))


def who(request: HttpRequest) -> Access:
    if not request.user.is_authenticated:
        return NOBODY
    session = request.session
    access = access_of(request.user.pk, session.get("agency"), session.get("client"))
    request.user.access = access
    return access
