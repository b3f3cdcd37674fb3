"""The Versions page: what was published when, the difference between any two, and a new draft from any of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from tenants.admin.base import person
from workflows import undoing
from workflows.admin.frame import frame, in_view, url
from workflows.comparing import compare, drawn
from workflows.models import Version, Workflow
from workflows.models.event import record

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

SHOWN = 6  # sentences on what a version changed; the comparison has all


@dataclass(frozen=True)
class Line:
    version: Version
    runs: int
    changes: list[str]
    more: int  # changes that aren't told here
    before: Version | None


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    context = frame(request, workflow, in_view(request, workflow), "versions")
    told = lines(workflow)
    context["can_manage"] = request.access.may("manage clients", workflow.client_id)  # type: ignore[attr-defined]
    context |= {"lines": told, "pair": _newest(told), "versions": [line.version for line in told]}
    return admin.render(request, "admin/workflow/versions.html", context)


def lines(workflow: Workflow) -> list[Line]:
    """Newest first, each with what it changed against the one before that was published."""
    rows = workflow.versions.whole().select_related("published_by", "changed_by", "created_by")
    real = Count("runs", filter=Q(runs__trial__isnull=True))
    versions: list[Any] = list(rows.annotate(run_count=real).order_by("-number"))
    found: list[Line] = []
    before: Version | None = None
    for version in versions[::-1]:
        changes = compare(before.definition, version.definition).sentences if before else []
        more = max(0, len(changes) - SHOWN)
        found.append(Line(version, version.run_count, changes[:SHOWN], more, before))
        if version.state != Version.State.ASIDE:
            before = version
    return found[::-1]


def _newest(told: list[Line]) -> tuple[int, int]:
    """What the two selects begin with: the newest version, and the one that it followed."""
    newest = next((line for line in told if line.before), None)
    return (newest.before.number, newest.version.number) if newest and newest.before else (0, 0)


def comparison(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """?before=N&after=M. Either may be the draft."""
    before, after = (numbered(workflow, request.GET.get(name, "")) for name in ("before", "after"))
    if before is None or after is None:
        raise Http404
    context = frame(request, workflow, after, "versions") | {"tab": "versions", "asked": ""}
    context |= {"before": before, "after": after, "versions": list(workflow.versions.all())}
    return admin.render(request, "admin/workflow/compare.html", context | difference(before, after))


def difference(before: Version, after: Version) -> dict[str, Any]:
    """What the template “difference” shows."""
    old, new = before.definition, after.definition
    found = compare(old, new)
    return {"difference": found, "diagrams": [mark_safe(one) for one in drawn(old, new, found)]}


def numbered(workflow: Workflow, number: str) -> Version | None:
    known = number.isdecimal() and len(number) < 9
    return workflow.versions.whole().filter(number=number).first() if known else None


def open_draft(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """POST: a draft from the published version, or the one that is there."""
    if request.method != "POST":
        raise Http404
    workflow.open_draft(by=person(request))
    return redirect(url(workflow, "process"))


def restoring(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, number: int) -> HttpResponse:
    """A new draft from an earlier version. Where a draft with changes is there, it is shown first what would be set
    aside, and the answer says which draft was seen."""
    source = workflow.versions.filter(number=number).exclude(state=Version.State.DRAFT).first()
    if source is None:
        raise Http404
    draft = workflow.draft
    seen = draft.fingerprint if draft else ""
    nothing_to_ask = draft is None or _says_nothing_new(draft)
    if request.method == "POST" and (nothing_to_ask or request.POST.get("seen") == seen):
        return _restored(admin, request, workflow, source, draft)
    if draft is None or nothing_to_ask:  # an address that somebody kept
        return redirect(url(workflow, "versions"))
    context = frame(request, workflow, draft, "versions") | {"source": source, "seen": seen}
    context |= {"again": "seen" in request.POST} | difference(draft, source)
    return admin.render(request, "admin/workflow/restore.html", context)


def _says_nothing_new(draft: Version) -> bool:
    """It is a copy of the published version, so that nothing of it would be missed."""
    published = draft.workflow.published
    return bool(published and draft.definition == published.definition)


def _restored(
    admin: "WorkflowAdmin",
    request: HttpRequest,
    workflow: Workflow,
    source: Version,
    draft: Version | None,
) -> HttpResponse:
    if draft and _says_nothing_new(draft):
        did = f"The draft became a copy of version {source.number}."
        with undoing.undoable(draft, did, person(request)):
            draft.copy_from(source)
        made, aside = draft, None
    else:
        made, aside = workflow.restore(source, by=person(request)), draft
    record(
        workflow.client_id,
        "version.restored",
        sentence=f"“{workflow}”: draft {made.number} was made from version {source.number}.",
        by=person(request),
        workflow=workflow.pk,
        version=made.number,
        source=source.number,
    )
    words = f"The draft is a copy of version {source.number}."
    words += f" What was draft {aside.number} is set aside, on the Versions page." if aside else ""
    admin.message_user(request, words)
    return redirect(url(workflow, "process"))
