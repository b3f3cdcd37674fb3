"""Who else has a draft open, said on its pages and kept up to date while they are open."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from tenants.admin.base import person
from workflows.models import Editing, Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

LONGEST = 120  # characters of a place's name


def around(request: HttpRequest, version: Version, place: str) -> dict[str, Any]:
    """Notes that this person is here, and says who else is."""
    since = version.changed_at or version.created_at
    return {"place": place, "opened_at": since.isoformat(), **_seen(request, version, place)}


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """?place=…&since=…: asked by a page of the draft while it is open. Another draft took its place: nothing to say."""
    draft = workflow.draft
    since = _time(request.GET.get("since", ""))
    if draft is None or since is None:
        return HttpResponse(status=204)
    place = request.GET.get("place", "")[:LONGEST]
    changed = bool(draft.changed_at and draft.changed_at > since and draft.changed_by != person(request))
    context = _seen(request, draft, place) | {"changed": changed, "draft": draft}
    context |= {"workflow": workflow, "place": place, "opened_at": since.isoformat()}
    return admin.render(request, "admin/workflow/editors.html", context)


def _seen(request: HttpRequest, draft: Version, place: str) -> dict[str, Any]:
    here = Editing(client_id=draft.client_id, version=draft, user=person(request), place=place, seen_at=Now())
    Editing.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["client", "version", "user"],
        update_fields=["place", "seen_at"],
    )
    others = Editing.objects.filter(version=draft).now().exclude(user=person(request))
    return {"others": list(others.select_related("user").order_by("user__name", "pk"))}


def _time(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
