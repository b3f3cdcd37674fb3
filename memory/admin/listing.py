"""All documents that somebody may see: searched, filtered, tagged, with what is under way kept up to date."""

from hashlib import sha256
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from memory import clashes, tags, twins
from memory.admin.asked import SORTS, STATES, Asked
from memory.admin.editing import may_edit, only_post
from memory.models import Document, Kind, Source, VectorIndex
from memory.narrowing import TRUSTED, USES
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin
from tenants.models import Client

NOT_CHANGED = 204  # htmx leaves the page as it is
SHOWN = 50
WATCHED = 100  # documents of one page that are asked about


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    mine = admin.get_queryset(request)
    shown = Paginator(_rows(asked.apply(mine)), SHOWN).get_page(request.GET.get("page"))
    alike = twins.counted(row.pk for row in shown)
    alike["contrary"].update(clashes.counted(row.pk for row in shown))
    for row in shown:
        row.is_mine = may_edit(request, row.client_id)
        row.twins = {kind: numbers[row.pk] for kind, numbers in alike.items()}
    context = {
        "title": "Documents",
        "asked": asked,
        "page": shown,
        "kinds": _kinds(asked, mine),
        "is_empty": not shown.paginator.count and not asked.is_narrowed,
        "may_add": admin.has_add_permission(request),
        "may_tag": any(row.is_mine for row in shown),
        "choices": _choices(request, mine),
        "rewording": _rewording(request),
        **_watch(shown),
    }
    return admin.render(request, "admin/documents/list.html", context)


def live(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """The states of the documents asked for; 204 while nothing changed."""
    ids = [
        int(each) for each in request.GET.getlist("document")[:WATCHED] if each.isdecimal() and len(each) < 18
    ]
    rows = list(_rows(admin.get_queryset(request).filter(pk__in=ids)))
    context = {"rows": rows, "swapped": True, **_watch(rows)}
    if request.GET.get("seen") == _seen(rows):
        return HttpResponse(status=NOT_CHANGED)
    return admin.render(request, "admin/documents/live.html", context)


def tag(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """Put a tag on what was chosen, or take it off."""
    only_post(request)
    chosen = [each for each in request.POST.getlist("document") if each.isdecimal() and len(each) < 18]
    rows = [
        row for row in admin.get_queryset(request).filter(pk__in=chosen) if may_edit(request, row.client_id)
    ]
    try:
        words = tags.parse(request.POST.get("tags", ""))
        _tag(rows, words, off="off" in request.POST)
    except Refused as refusal:
        admin.message_user(request, refusal.sentence, level="ERROR")
    else:
        told = f"{len(rows)} document{'' if len(rows) == 1 else 's'} changed."
        admin.message_user(request, told if rows and words else "Choose documents, and write a tag.")
    back = Asked.of(request.GET).query
    return redirect(f"{reverse('admin:memory_document_changelist')}{back}")


def _tag(rows: list[Document], words: list[str], off: bool) -> None:
    gone = {word.casefold() for word in words}
    for row in rows:
        kept = [tag for tag in row.tags if tag.casefold() not in gone]
        row.tags = kept if off else tags.joined(row.tags, words)
    Document.objects.bulk_update(rows, ["tags"])


def _rows(found: QuerySet) -> QuerySet:
    return found.select_related("client", "added_by").defer("text", "brief")


def _kinds(asked: Asked, mine: QuerySet) -> list[dict[str, Any]]:
    """Each kind with how many of what is shown are of it."""
    counted = dict(asked.but(kind="").apply(mine).order_by().values_list("kind").annotate(Count("pk")))
    rest = [
        {
            "label": label,
            "count": counted.get(kind, 0),
            "query": asked.but(kind=kind).query,
            "on": asked.kind == kind,
        }
        for kind, label in Kind.choices
    ]
    every = {
        "label": "All",
        "count": sum(counted.values()),
        "query": asked.but(kind="").query,
        "on": not asked.kind,
    }
    return [every, *rest]


def _choices(request: HttpRequest, mine: QuerySet) -> dict[str, Any]:
    known: set[str] = set()
    known.update(*mine.exclude(tags=[]).values_list("tags", flat=True)[:2000])
    return {
        "clients": Client.objects.filter(pk__in=request.access.clients).order_by("name"),  # type: ignore[attr-defined]
        "sources": Source.choices,
        "states": [(key, words) for key, (words, _) in STATES.items()],
        "trusts": [(key, words) for key, (words, _) in TRUSTED.items()],
        "uses": [(key, words) for key, (words, _) in USES.items()],
        "tags": sorted(known, key=str.casefold),
        "sorts": [(key, words) for key, (words, _) in SORTS.items()],
    }


def _rewording(request: HttpRequest) -> list[VectorIndex]:
    """Clients whose words are being taken apart anew; the first few."""
    mine = VectorIndex.objects.filter(client__in=request.access.clients)  # type: ignore[attr-defined]
    return list(mine.exclude(rewording="").select_related("client").order_by("client__name")[:5])


def _watch(rows: Any) -> dict[str, Any]:
    moving = [row for row in rows if row.is_under_way]
    return {"moving": moving, "seen": _seen(moving)}


def _seen(rows: Any) -> str:
    told = sorted(f"{row.pk} {row.state} {row.title} {row.problem}" for row in rows)
    return sha256(repr(told).encode()).hexdigest()[:16]
