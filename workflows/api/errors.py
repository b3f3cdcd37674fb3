"""What goes wrong, in one shape: {"detail": a sentence, "errors": [{"field": "inputs.topic", "message": …}]}."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    MethodNotAllowed,
    NotAcceptable,
    Throttled,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.views import exception_handler

from workflows.intake import Problem

log = logging.getLogger(__name__)

BROKEN = "Something broke on our side, and nothing was done. Try again in a minute."
NOT_HERE = "There is nothing at this address that this key may see."


class Invalid(APIException):
    """The request was understood and can't be carried out as it is."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems[:1]))


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__(f"The body may have {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024:,} kB at most.")


class Conflict(APIException):
    """The request doesn't go with how things stand. `wait`: seconds after which it is worth another try."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, sentence: str, wait: int | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Full(APIException):
    """There is no room for more right now. `wait`: seconds after which it is worth another try."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """Django REST Framework's EXCEPTION_HANDLER."""
    if isinstance(error, ValidationError):
        error = Invalid([*_problems(error.detail)])
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    response = exception_handler(error, context)
    if response is None:
        return _broken(error, context)
    response.data = body(_sentence(error), error.problems if isinstance(error, Invalid) else ())
    return response


@csrf_exempt  # it changes nothing, and a program should read the sentence
def nowhere(request: HttpRequest) -> JsonResponse:
    """What stands at every other address of the API."""
    return JsonResponse(body(NOT_HERE), status=status.HTTP_404_NOT_FOUND)


def body(detail: str, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    listed = [{"field": problem.field, "message": problem.sentence} for problem in problems]
    return {"detail": detail, "errors": listed}


def _broken(error: Exception, context: dict[str, Any]) -> Response:
    """A bug: told to whoever keeps the log, as Django does, and to the caller without its details."""
    request = context["request"]._request
    log.error("A bug at %s", request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return Response(body(BROKEN), status.HTTP_500_INTERNAL_SERVER_ERROR)


def _sentence(error: Exception) -> str:
    match error:
        case Invalid() if len(error.problems) > 1:
            return f"{len(error.problems)} things are wrong; nothing was done."
        case Throttled():
            seconds = int(getattr(error, "wait", None) or 1)
            return f"Too many requests with this key. Try again in {seconds} s."
        case MethodNotAllowed():
            return "This address doesn't take that method."
        case UnsupportedMediaType():
            return "Send the body as JSON, with the header “Content-Type: application/json”."
        case NotAcceptable():
            return "The API answers in JSON: ask with “Accept: application/json”, or without that header."
        case Http404():
            return NOT_HERE
        case APIException(status_code=status.HTTP_404_NOT_FOUND):
            return NOT_HERE
    return str(getattr(error, "detail", error))


def _problems(detail: Any, path: str = "") -> Iterator[Problem]:
    """The serializers' nested errors, flat."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _problems(inner, f"{path}.{own}" if path and own else path or own)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _problems(inner, path)
    elif isinstance(detail, ErrorDetail):
        yield Problem(path, str(detail))
