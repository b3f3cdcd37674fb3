"""The page of one bulk start: what has to be mended, or what would start, or how far it is."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold import widgets

from tenants.admin.base import person
from workflows import bulks, limits
from workflows.admin import timeline
from workflows.admin.downloads import as_file
from workflows.admin.starting_many import SheetForm
from workflows.bulks import results as told
from workflows.bulks.progress import progress
from workflows.models import Bulk, Run
from workflows.sheets.columns import titles
from workflows.sheets.writing import as_csv, as_xlsx

if TYPE_CHECKING:
    from workflows.admin.bulk import BulkAdmin

NOT_CHANGED = 204  # htmx leaves the page as it is
SHOWN_ROWS = 5
SHOWN_TITLES = 200
SHOWN_PROBLEMS = 100


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label="Priority",
        coerce=int,
        choices=[
            (Run.Priority.LOW, "Low: single runs of this client go first"),
            (Run.Priority.NORMAL, "Normal: in turn with its other runs"),
            (Run.Priority.HIGH, "High: before its other runs"),
        ],
        widget=widgets.UnfoldAdminSelectWidget,
    )


def page(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    if bulk.state == Bulk.State.WRONG:
        return admin.render(request, "admin/bulk/wrong.html", _shared(request, bulk) | _wrong(bulk))
    if bulk.state == Bulk.State.CHECKED:
        return admin.render(request, "admin/bulk/checked.html", _shared(request, bulk) | _checked(bulk))
    return admin.render(request, "admin/bulk/started.html", _shared(request, bulk) | _started(bulk))


def live(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    """What changes while rows start and runs run; 204 while nothing did."""
    if bulk.is_unstarted:
        raise Http404
    context = _started(bulk)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=NOT_CHANGED)
    return admin.render(request, "admin/bulk/live.html", _shared(request, bulk) | context)


def start(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    form = PriorityForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        raise Http404
    try:
        begun = bulks.begin(bulk, by=person(request), priority=form.cleaned_data["priority"])
    except (limits.QueueFull, bulks.Outdated) as refusal:
        admin.message_user(request, str(refusal), level="ERROR")
    else:
        if not begun:
            admin.message_user(request, "This sheet has been started already.", level="WARNING")
    return redirect("admin:workflows_bulk_change", bulk.pk)


def cancel(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    if request.method != "POST" or bulk.is_unstarted:
        raise Http404
    kept = bulks.cancel(bulk, by=person(request))
    words = (
        f"{kept:,} run{'' if kept == 1 else 's'} will not begin." if kept else "All runs had begun already."
    )
    admin.message_user(request, f"{words} What is in work goes on; stop it on its own page.")
    return redirect("admin:workflows_bulk_change", bulk.pk)


def forget(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    if request.method != "POST" or not bulk.is_unstarted:
        raise Http404
    workflow = bulk.workflow
    bulk.delete()
    admin.message_user(request, f"“{bulk.file_name}” is forgotten. Nothing of it was started.")
    return redirect("admin:workflows_workflow_start_many", workflow.pk)


def errors(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk) -> HttpResponse:
    return as_file(
        as_csv(told.PROBLEMS_HEADER, told.problems(bulk)), f"{PurePath(bulk.file_name).stem} to mend", "csv"
    )


def results(admin: "BulkAdmin", request: HttpRequest, bulk: Bulk, kind: str) -> HttpResponse:
    if kind not in ("csv", "xlsx") or bulk.is_unstarted:
        raise Http404
    rows = told.results(bulk)
    data = as_csv(told.HEADER, rows) if kind == "csv" else as_xlsx(told.HEADER, rows, told.WIDTHS)
    return as_file(data, f"{PurePath(bulk.file_name).stem} results", kind)


def _shared(request: HttpRequest, bulk: Bulk) -> dict[str, Any]:
    return {
        "title": bulk.file_name,
        "bulk": bulk,
        "workflow": bulk.workflow,
        "can_start": request.access.may("start runs", bulk.client_id),  # type: ignore[attr-defined]
    }


def _wrong(bulk: Bulk) -> dict[str, Any]:
    shown = bulk.problems[:SHOWN_PROBLEMS]
    return {
        "form": SheetForm(),
        "problems": shown,
        "more": bulk.problem_count - len(shown),
        "rows": len({row for row, *_ in bulk.problems}),
    }


def _checked(bulk: Bulk) -> dict[str, Any]:
    fields = bulk.version.definition.fields
    preview = [
        (row, [timeline.answer(brief.get(field.key)) for field in fields])
        for row, _title, brief in bulk.rows[:SHOWN_ROWS]
    ]
    return {
        "headers": list(titles(fields).values()),
        "preview": preview,
        "names": [(row, title) for row, title, _brief in bulk.rows[:SHOWN_TITLES]],
        "unnamed": max(bulk.size - SHOWN_TITLES, 0),
        "twin": _twin(bulk),
        "form": PriorityForm(initial={"priority": bulk.priority}),
        "outdated": bulk.version.state != bulk.version.State.PUBLISHED,
    }


def _twin(bulk: Bulk) -> Bulk | None:
    """The same rows, started before."""
    same = Bulk.objects.filter(version__workflow=bulk.workflow, digest=bulk.digest)
    return same.exclude(state__in=Bulk.UNSTARTED).defer("rows", "problems").first()


def _started(bulk: Bulk) -> dict[str, Any]:
    how = progress(bulk)
    return {
        "how": how,
        "seen": f"{bulk.state}-{how.fingerprint}",
        "runs_url": f"{reverse('admin:workflows_run_changelist')}?bulk={bulk.pk}",
        "every": 2 if how.is_moving else 20 if how.ended < how.size else 0,  # seconds until the next look
        "unbegun": how.number("queued"),
        "priority": Run.Priority(bulk.priority).label,
    }
