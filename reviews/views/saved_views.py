"""Ways to look at the queue that somebody gave a name. They are theirs; a colleague gets the link."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from reviews.models import SavedView
from reviews.page import PortalRequest, portal
from reviews.queue import Queue

MOST = 20  # for one person
FULL = f"You have {MOST} saved views. Remove one first."


@require_POST
@portal
def save(request: PortalRequest) -> HttpResponse:
    """`name`, `query`. The same name again means the new query."""
    query = Queue.asked(QueryDict(request.POST.get("query", ""))).query
    name = " ".join(request.POST.get("name", "").split())[:60]
    mine = SavedView.objects.filter(user=request.user)
    if not name:
        messages.error(request, "Give the view a name, for example “Flagged newsletters”.")
    elif mine.count() >= MOST and not mine.filter(name=name).exists():
        messages.error(request, FULL)
    else:
        agency = request.access.agency
        SavedView.objects.update_or_create(
            agency_id=agency, user=request.user, name=name, defaults={"query": query}
        )
        messages.success(request, f"Saved: {name}. It is a link, and you can send it to a colleague.")
    return _list(query)


@require_POST
@portal
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    view.delete()
    messages.success(request, f"Removed: {view.name}.")
    return _list(view.query)


def _list(query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('portal:inbox')}?{query}")
