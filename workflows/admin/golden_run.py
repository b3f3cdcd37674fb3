"""The brief of a run that went well, made a golden brief from the run's own page, and back."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import goldens
from workflows.models import Run

if TYPE_CHECKING:
    from workflows.admin.run import RunAdmin

EDIT = "edit workflows"


def page(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    """POST marks it; undo=yes takes it back."""
    if request.method != "POST":
        raise Http404
    if request.POST.get("undo"):
        return _undone(admin, request, run)
    try:
        goldens.mark(run, by=person(request))
    except goldens.Unmarkable as refused:
        admin.message_user(request, str(refused), level="WARNING")
    return redirect("admin:workflows_run_change", run.pk)


def _undone(admin: "RunAdmin", request: HttpRequest, run: Run) -> HttpResponse:
    if golden := goldens.of_run(run):
        golden.delete()
        admin.message_user(request, f"“{golden}” is no golden brief any more.")
    return redirect("admin:workflows_run_change", run.pk)


def offered(request: HttpRequest, run: Run) -> dict[str, Any]:
    """For the page of a run: the golden brief that it is, and whether it may become one."""
    may = bool(request.access.may(EDIT, run.client_id))  # type: ignore[attr-defined]
    its = not run.version.workflow.assistant and goldens.passed(run)
    golden = goldens.of_run(run) if its else None
    return {"golden": golden, "may_mark": may, "can_be_golden": may and its and golden is None}
