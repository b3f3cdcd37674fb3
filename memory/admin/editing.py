"""What the pages of documents share: who may edit, forms that only ever send, and what a refusal becomes."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from memory.models import Document
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin

EDIT = "edit memory"


def may_edit(request: HttpRequest, client_id: int) -> bool:
    return bool(request.access.may(EDIT, client_id))  # type: ignore[attr-defined]


def only_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise Http404


def done(
    admin: TenantAdmin,
    request: HttpRequest,
    document: Document,
    do: Callable[[], Any],
    told: str,
    page: str = "change",
) -> HttpResponse:
    """Do it and say so; or say why not. Then the document's page again."""
    try:
        do()
    except Refused as refusal:
        admin.message_user(request, refusal.sentence, level="ERROR")
    else:
        admin.message_user(request, told)
    return redirect(url(document, page))


def url(document: Document, page: str = "change") -> str:
    return reverse(f"admin:memory_document_{page}", args=[document.pk])
