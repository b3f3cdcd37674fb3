"""The Operations page: what runs, what waits, what stands still and why, and what to do about each.

It shows the rows of the asker's own clients; drains and keys belong to no client and show as numbers.
"""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now

from config.visitor import access_of
from reviews.models import Review
from tenants.access import Access
from tenants.models import Client
from workflows import circuits, drains, health, lineup, operations, switch, turnstile, waking
from workflows.batches import showing

ABILITY = "operate runs"
NOT_CHANGED = 204  # htmx leaves the page as it is
SHOWN = 6


def visible(request: HttpRequest) -> bool:
    """Whether the sidebar names the page."""
    return access_of(request).may(ABILITY)


def view(request: HttpRequest, site: Any) -> HttpResponse:
    if not access_of(request).may(ABILITY):
        facts = {**site.each_context(request), "title": "Not allowed", "ability": ABILITY}
        return TemplateResponse(request, "admin/refused.html", facts, status=403)
    context = {**site.each_context(request), "title": "Operations", **_now(request), **_days(request)}
    return TemplateResponse(request, "admin/operations/page.html", context)


def live(request: HttpRequest) -> HttpResponse:
    """What changes by the second; 204 while nothing did."""
    context = _now(_allowed(request))
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=NOT_CHANGED)
    return TemplateResponse(request, "admin/operations/live.html", context)


def days(request: HttpRequest) -> HttpResponse:
    """How the last days went: asked less often, since it reads more."""
    return TemplateResponse(request, "admin/operations/days.html", _days(_allowed(request)))


def hand_over(request: HttpRequest) -> HttpResponse:
    """Asks a drain to leave. Workers serve everybody, so it takes an owner of the whole agency."""
    if not access_of(request).may_for_agency("manage people") or request.method != "POST":
        raise Http404
    if drains.ask_to_leave(request.POST.get("owner", "")):
        messages.success(request, "It finishes the steps that it has begun, hands its runs over and leaves.")
    else:
        messages.warning(request, "That worker had gone already.")
    return redirect("admin:operations")


def try_again(request: HttpRequest) -> HttpResponse:
    """Forgets what is known against a model at an account of the asker's own, and wakes the runs that wait for it."""
    access = access_of(request)
    credential, model = request.POST.get("credential", ""), request.POST.get("model", "")
    own = {account.credential for account in lineup.all_accounts()} if access.may(ABILITY) else set()
    if request.method != "POST" or credential not in own:
        raise Http404
    if circuits.try_again(credential, model):
        waking.wake(_clients(access))
        messages.success(request, "It is asked again with the next call.")
    else:
        messages.success(request, "It answers again already.")
    return redirect(switch.back(request, reverse("admin:operations")))


def client_pausing(request: HttpRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client, pk=pk)
    if not access_of(request).may(ABILITY, client.pk):
        raise Http404
    return switch.turn(request, client, reverse("admin:operations"))


def _allowed(request: HttpRequest) -> HttpRequest:
    if not access_of(request).may(ABILITY):
        raise Http404
    return request


def _now(request: HttpRequest) -> dict[str, Any]:
    access = access_of(request)
    mine = _clients(access)
    queues, lines = operations.queues(mine), drains.lines()
    reasons, paused = operations.stuck(mine), operations.paused_workflows(mine)
    overdue, accounts = _overdue(mine), lineup.all_accounts()
    passed_over = circuits.passed_over(accounts, lambda: lineup.of_agency().catalogue)
    in_flight = showing.in_flight(access.agency, mine, accounts)
    facts = {
        "in_flight": in_flight,
        "queues": queues,
        "busy": [queue for queue in queues if not queue.is_quiet],
        "quiet": sum(queue.is_quiet for queue in queues),
        "sums": _sums(queues, lines),
        "drains": lines,
        "keys": turnstile.in_use(accounts),
        "passed_over": passed_over,
        "may_try": True,
        "reasons": reasons,
        "paused": paused,
        "overdue": overdue,
        "can_hand_over": access.may_for_agency("manage people"),
        "healthy": not (
            any(reason.bad for reason in reasons)
            or any(one.bad for one in passed_over)
            or any(one.bad for one in in_flight)
            or paused
            or overdue[0]
            or _any_paused(queues)
        ),
    }
    shown = repr([facts, [queue.oldest for queue in queues]])
    return {**facts, "seen": hashlib.sha256(shown.encode()).hexdigest()[:16]}


def _sums(queues: list[operations.Queue], lines: list[drains.Line]) -> dict[str, Any]:
    waits = [queue for queue in queues if queue.oldest]
    first = max(waits, key=lambda queue: queue.waited, default=None)
    return {
        "in_hand": sum(queue.in_hand for queue in queues),
        "waiting": sum(queue.waiting for queue in queues),
        "resting": sum(queue.resting for queue in queues),
        "oldest": first,
        "alive": sum(not line.gone for line in lines),
        "pace": sum(line.pace for line in lines if not line.gone),
    }


def _any_paused(queues: list[operations.Queue]) -> bool:
    return any(queue.paused for queue in queues)


def _overdue(mine: list[int]) -> tuple[int, list[Review]]:
    rows = Review.objects.open().filter(client__in=mine, due_at__lt=now())
    return rows.count(), list(rows.with_names().order_by("due_at")[:SHOWN])


def _days(request: HttpRequest) -> dict[str, Any]:
    mine = _clients(access_of(request))
    return {"health": health.by_workflow(mine), "unknown": health.unknown_costs(mine)}


def _clients(access: Access) -> list[int]:
    return [pk for pk in access.clients if access.may(ABILITY, pk)]
