"""The Costs page: what models cost in a month, for whom and for what, and how far the budgets are used."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.visitor import access_of
from tenants.models import Client, User
from workflows import budgets
from workflows.costs import asked, chart, month, sheet, sums
from workflows.costs.asked import Asked
from workflows.costs.month import Month
from workflows.costs.writing_off import write_off

ABILITY = "see costs"
MANAGE = "manage clients"


def visible(request: HttpRequest) -> bool:
    """Whether the sidebar names the page."""
    return access_of(request).may(ABILITY)


def view(request: HttpRequest, site: Any) -> HttpResponse:
    mine = _mine(request)
    what = _asked(request, mine)
    context = {**site.each_context(request), "title": "Costs", **_shown(request, what)}
    context |= {"mine": mine, "workflows": asked.workflows(mine), "months": asked.months(mine)}
    return TemplateResponse(request, "admin/costs/page.html", context)


def as_sheet(request: HttpRequest) -> HttpResponse:
    """?each=run: a row for each run."""
    what, each_run = _asked(request, _mine(request)), request.GET.get("each") == "run"
    content = sheet.as_file(what, each_run=each_run)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"costs-{'of-runs-' if each_run else ''}{what.key}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def writing_off(request: HttpRequest, pk: int) -> HttpResponse:
    """What a client's lost calls of the month may have cost counts no more."""
    if not access_of(request).may(MANAGE, pk):
        raise Http404
    assert isinstance(request.user, User)  # the admin lets nobody else in
    what = _asked(request, _mine(request))
    count = write_off(what, pk, request.user)
    messages.success(
        request, f"{count} call{'' if count == 1 else 's'} written off. The budget has its room back."
    )
    return redirect(f"{reverse('admin:costs')}?month={what.key}")


def _shown(request: HttpRequest, what: Asked) -> dict[str, Any]:
    access, summed = access_of(request), month.month(what)
    whole = sums.whole(what, summed)
    is_now = what.month == asked.this_month()
    return {
        "asked": what,
        "whole": whole,
        "charts": _charts(what, summed),
        "groups": sums.groups(what, summed) if whole.cost.calls else [],
        "budgets": list(budgets.of([one.pk for one in what.clients]).values()) if is_now else [],
        "lost": [(one, access.may(MANAGE, one.client_id)) for one in sums.lost(what)],
        "query": request.GET.urlencode(),
    }


def _charts(what: Asked, summed: Month) -> list[dict[str, Any]]:
    """The month, day by day; and the months up to it."""
    days = chart.of_month(what.month, sums.by_day(summed))
    months = chart.of_months(sums.by_month(what))
    return [
        {"key": "days", "name": "Day by day", "of": f"each day of {what.month:%B %Y}", "chart": days},
        {"key": "months", "name": "Month by month", "of": "each month of a year", "chart": months},
    ]


def _mine(request: HttpRequest) -> list[Client]:
    access = access_of(request)
    if not access.may(ABILITY):
        raise Http404
    allowed = [pk for pk in access.clients if access.may(ABILITY, pk)]
    return list(Client.objects.filter(pk__in=allowed))


def _asked(request: HttpRequest, mine: list[Client]) -> Asked:
    query = request.GET.dict()
    try:
        return asked.read(query, mine)
    except asked.NoMonth as problem:
        messages.warning(request, f"{problem} Shown is the present one.")
        return asked.read({**query, "month": ""}, mine)
    except asked.Unknown as unknown:
        raise Http404 from unknown
