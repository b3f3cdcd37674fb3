"""What is new in a template, for each client that is behind: what would change, what clashes, and whom to update."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tenants.admin.base import person
from workflows.admin.frame import url
from workflows.following import followers, updating
from workflows.following.followers import Follower
from workflows.models import Template

if TYPE_CHECKING:
    from workflows.admin.template import TemplateAdmin

KEEP = "keep-{}-"  # and the conflict's name
NOBODY = "Tick at least one client. Nothing was changed."


def page(admin: "TemplateAdmin", request: HttpRequest, template: Template) -> HttpResponse:
    """?workflow=N: that one only."""
    mine = _mine(request, template)
    refused = request.method == "POST" and _updated(admin, request, mine)
    if request.method == "POST" and not refused:
        return _back(request, template, mine)
    left = [one for one in _mine(request, template) if one.is_behind]
    previews = [updating.preview(one, _chosen(request, one)) for one in left]
    context = {
        "title": template.name,
        "template": template,
        "previews": previews,
        "ticked": _ticked(request) if request.method == "POST" else [str(one.workflow.pk) for one in left],
        "publish": bool(request.POST.get("publish")),
        "versions": template.versions.filter(number__gt=min((one.number for one in left), default=0)),
        "newest": template.latest,
        "clients": len({one.client.pk for one in left}),
    }
    return admin.render(request, "admin/template/update.html", context)


def _mine(request: HttpRequest, template: Template) -> list[Follower]:
    """Those that follow it and that this person may edit."""
    may = request.access.may  # type: ignore[attr-defined]
    those = [one for one in followers.of_template(template) if may("edit workflows", one.client.pk)]
    if only := request.GET.get("workflow", ""):
        those = [one for one in those if str(one.workflow.pk) == only]
        if not those:
            raise Http404
    return those


def _ticked(request: HttpRequest) -> list[str]:
    return request.POST.getlist("take")


def _chosen(request: HttpRequest, follower: Follower) -> dict[str, str]:
    start = KEEP.format(follower.workflow.pk)
    return {
        name.removeprefix(start): str(side) for name, side in request.POST.items() if name.startswith(start)
    }


def _updated(admin: "TemplateAdmin", request: HttpRequest, mine: list[Follower]) -> bool:
    """Whether anything is left to be done. Each is updated by itself: what one refuses holds back no other."""
    by_id = {str(one.workflow.pk): one for one in mine}
    ticked = list(dict.fromkeys(_ticked(request)))
    if not set(ticked) <= by_id.keys():
        raise Http404
    if not ticked:
        admin.message_user(request, NOBODY, level="WARNING")
    refused = not ticked
    for one in (by_id[key] for key in ticked):
        was, publish = request.POST.get(f"seen-{one.workflow.pk}", ""), bool(request.POST.get("publish"))
        try:
            words = updating.update(one.workflow, was, _chosen(request, one), person(request), publish)
            admin.message_user(request, words, level="SUCCESS")
        except updating.Refused as why:
            admin.message_user(request, str(why), level="WARNING")
            refused = True
    return refused


def _back(request: HttpRequest, template: Template, mine: list[Follower]) -> HttpResponse:
    if request.GET.get("workflow"):
        return redirect(url(mine[0].workflow, "process"))
    return redirect(reverse("admin:workflows_template_change", args=[template.pk]))
