"""A document's passages on its page, each with what people decided on it: a part of that page, with one address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from memory import uses
from memory.admin.editing import url
from memory.models import Document, Passage
from memory.recalled import PINNED_KINDS
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin, person

PAGE = 50


def facts(request: HttpRequest, document: Document) -> dict[str, Any]:
    """What templates/admin/documents/passages.html needs."""
    rows = document.passages.select_related("use_by").order_by("position")
    return {
        "document": document,
        "rows": Paginator(rows, PAGE).get_page(request.GET.get("passages")),
        "is_whole": document.kind in PINNED_KINDS,
        "may_decide": request.access.may("edit memory", document.client_id),  # type: ignore[attr-defined]
    }


def use(page: TenantAdmin, request: HttpRequest, document: Document, passage: int) -> HttpResponse:
    chosen = Passage.objects.filter(document=document, pk=passage).select_related("document").first()
    wanted = request.POST.get("use", "")
    if request.method != "POST" or chosen is None or wanted not in Passage.Use.values:
        raise Http404
    try:
        uses.decide(chosen, wanted, person(request))
    except Refused as refusal:
        page.message_user(request, refusal.sentence, level="WARNING")
    if request.headers.get("HX-Request"):
        return page.render(request, "admin/documents/passages.html", facts(request, document))
    shown = facts(request, document)["rows"].number
    return redirect(f"{url(document)}?passages={shown}#passages")
