"""Documents that were ticked in the list: a page names them and asks, before they are forgotten or used no more."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from memory import several
from memory.admin.asked import Asked
from memory.admin.editing import EDIT, may_edit
from memory.models import Document
from memory.recalled import PINNED_KINDS
from tenants.admin.base import TenantAdmin, person
from tenants.ids import numbers

DEEDS = {"forget": "Forget", "stop": "Stop using", "again": "Use again"}
MOST = 200


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """The list POSTs `document`s and what to `do` with them, and is led to the page that asks, which can be gone back
    to. POST with `sure` does it."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = [*{*numbers(sent.getlist("document")[:MOST])}]
    do, chosen = sent.get("do", ""), _chosen(admin, request, asked)
    if asked and (do not in DEEDS or not chosen):
        raise Http404
    if not all(may_edit(request, each.client_id) for each in chosen):
        return admin.refuse(request, EDIT)
    if not chosen:
        admin.message_user(request, "Choose the documents first: tick them in the list.", level="WARNING")
        return redirect(_list(request))
    if request.method != "POST":
        return admin.render(request, "admin/documents/several.html", _facts(request, do, chosen, len(asked)))
    if "sure" not in request.POST:
        return redirect(_asking(request, do, asked))
    admin.message_user(request, _done(request, do, chosen))
    return redirect(_list(request))


def _asking(request: HttpRequest, do: str, asked: Sequence[int]) -> str:
    said = urlencode({"do": do, "document": asked}, doseq=True)
    query = Asked.of(request.GET).query
    return f"{reverse('admin:memory_document_several')}{query}{'&' if query else '?'}{said}"


def _chosen(admin: TenantAdmin, request: HttpRequest, asked: Sequence[int]) -> list[Document]:
    rows = admin.get_queryset(request).filter(pk__in=asked)
    return list(rows.select_related("client").defer("text", "brief").order_by("client__name", "title"))


def _done(request: HttpRequest, do: str, chosen: Sequence[Document]) -> str:
    if do == "forget":
        several.forget(chosen, bool(request.POST.get("from_runs")))
        return f"{_counted(chosen)} forgotten: the text, all versions and files, and the passages are gone."
    if do == "again":
        return f"{_counted(several.use_again(chosen, person(request)))} used again where it fits the brief."
    changed = several.stop(chosen, person(request))
    return (
        f"{_counted(changed)} used no more. To undo it, choose “Expired” under “State”, tick and “Use again”."
    )


def _counted(documents: Sequence[Document]) -> str:
    return f"{len(documents)} document{' is' if len(documents) == 1 else 's are'}"


def _facts(request: HttpRequest, do: str, chosen: Sequence[Document], asked: int) -> dict[str, Any]:
    many = f"{len(chosen)} document{'' if len(chosen) == 1 else 's'}"
    return {
        "title": f"{DEEDS[do]}: {many}",
        "do": do,
        "verb": DEEDS[do],
        "many": many,
        "chosen": chosen,
        "gone": asked - len(chosen),
        "whole": [each for each in chosen if each.kind in PINNED_KINDS],
        "lasting": [each for each in chosen if each.expires_at and not each.has_expired()],
        "query": Asked.of(request.GET).query,
    }


def _list(request: HttpRequest) -> str:
    return f"{reverse('admin:memory_document_changelist')}{Asked.of(request.GET).query}"
