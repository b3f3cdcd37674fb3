"""API keys at the door: one key opens one client, for the length of one request.

The key stands in the Authorization header and nowhere else; a session's cookie opens nothing here. Whose key it is
gets asked before any scope exists (tenants.memberships); then the request runs inside exactly that client.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.decorators import decorator_from_middleware, method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from tenants.logs import about
from tenants.memberships import client_of_key
from tenants.models import ApiKey
from tenants.models.key import digest
from tenants.scope import scope

HOW = "Send the API key in the header “Authorization: Bearer baton_…”."
LEAKED = f"A key in an address ends up in logs: revoke this one and make another. {HOW}"
DEAD = "This API key doesn't exist, was revoked or has expired."
IN_ADDRESS = {"api_key", "apikey", "key", "token", "access_token"}
USED_EVERY = timedelta(
    minutes=1
)  # how exactly last_used_at is kept: a write for each request would cost more

unless_known = decorator_from_middleware(ConditionalGetMiddleware)
"""Answers carry an ETag; who sends it back in If-None-Match gets a 304 where nothing has changed."""

_HEADER = re.compile(r"Bearer +(baton_[A-Za-z0-9_-]{20,120})", re.IGNORECASE)


@dataclass(frozen=True)
class Caller:
    """The program that calls, where Django would have a user."""

    key: ApiKey
    is_authenticated: bool = True

    @property
    def pk(self) -> str:
        return f"key-{self.key.pk}"  # throttles count by it


class KeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Caller, ApiKey]:
        if IN_ADDRESS & {name.lower() for name in request.query_params}:
            raise AuthenticationFailed(LEAKED)
        sent = sent_key(request)
        if sent is None:
            raise NotAuthenticated(HOW)
        key = ApiKey.objects.filter(digest=digest(sent)).first()  # in scope only while it is live
        if key is None:
            raise AuthenticationFailed(DEAD)
        _note_use(key)
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Baton"'


class KeyedView(APIView):
    """An address of the API: whatever it asks is asked inside the key's client, without a live key inside none."""

    authentication_classes = (KeyAuthentication,)

    @method_decorator(unless_known)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = sent_key(request)
        client = client_of_key(sent) if sent else None
        with scope([] if client is None else [client]), about(client=client):
            return super().dispatch(request, *args, **kwargs)


class KeyScheme(OpenApiAuthenticationExtension):
    """How the API's page describes the key."""

    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "baton_…", "description": HOW}


def sent_key(request: HttpRequest | Request) -> str | None:
    found = _HEADER.fullmatch(request.headers.get("Authorization", ""))
    return found.group(1) if found else None


def _note_use(key: ApiKey) -> None:
    stale = Q(last_used_at=None) | Q(last_used_at__lt=Now() - USED_EVERY)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=Now())
