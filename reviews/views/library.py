from calendar import monthrange
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from memory.prose import markdown
from memory.prose.rendering import render
from reviews import docx
from reviews.desk import SINK
from reviews.models import Review
from reviews.page import PortalRequest, paged, portal, query, show
from workflows.models import Delivery, Workflow

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@portal
def library(request: PortalRequest) -> HttpResponse:
    words, everything = query(request), Delivery.objects.all()
    workflow, month = _workflow(request), _month(request.GET.get("month", ""))
    rows = everything.select_related("client", "run__version__workflow")
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if workflow:
        rows = rows.filter(run__version__workflow=workflow)
    if month:
        rows = rows.filter(delivered_at__range=_span(month))
    facts = {
        "place": "library",
        "page": paged(request, rows),
        "query": words,
        "workflows": Workflow.objects.filter(versions__runs__deliveries__isnull=False).distinct(),
        "months": _months(everything),
        "workflow": workflow,
        "month": month,
        "narrowed": bool(words or workflow or month),
    }
    return show(request, "library", facts)


@require_safe
@portal
def piece(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _piece(pk)
    facts = {
        "place": "library",
        "piece": found,
        "rendered": render(found.text, sink=SINK),
        "html": markdown.html(found.text),
        "review": _review_of(request, found),
    }
    return show(request, "piece", facts, client=found.client)


@require_safe
@portal
def piece_file(request: PortalRequest, pk: UUID, kind: str) -> HttpResponse:
    """Always a download, never shown by the browser as a page of this site."""
    found = _piece(pk)
    match kind:
        case "md":
            content, media = found.text.encode(), "text/markdown; charset=utf-8"
        case "html":
            content, media = markdown.html(found.text).encode(), "text/html; charset=utf-8"
        case "docx":
            content, media = docx.written(found.title, found.text, found.client.language), WORD
        case _:
            raise Http404
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.{kind}"'
    return answer


def _piece(pk: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("client", "run__version__workflow"), pk=pk)


def _review_of(request: PortalRequest, found: Delivery) -> Review | None:
    """The last one on this piece, which may be one of several of its run."""
    about = Q(attempt__item=None) | Q(attempt__item=found.item) if found.item is not None else Q()
    reviews = Review.objects.seen_by(request.access).filter(about, run_id=found.run_id)
    return reviews.order_by("opened_at", "pk").last()


def _name(found: Delivery) -> str:
    return (
        "".join(letter for letter in found.slug if letter.isascii() and (letter.isalnum() or letter == "-"))
        or "piece"
    )


def _workflow(request: PortalRequest) -> Workflow | None:
    sent = request.GET.get("workflow", "")
    known = sent.isascii() and sent.isdecimal() and len(sent) < 19
    return Workflow.objects.filter(pk=int(sent)).first() if known else None


def _month(sent: str) -> date | None:
    try:
        return datetime.strptime(sent, "%Y-%m").date()
    except ValueError:
        return None


def _span(month: date) -> tuple[datetime, datetime]:
    """The month on the person's own clock."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    begin, end = datetime.combine(month, time.min), datetime.combine(last, time.max)
    return timezone.make_aware(begin), timezone.make_aware(end)


def _months(rows: QuerySet[Delivery]) -> list[date]:
    """Those with pieces in them, newest first."""
    found = rows.order_by().annotate(month=TruncMonth("delivered_at")).values_list("month", flat=True)
    return [month.date() for month in found.distinct().order_by("-month")[:36]]
