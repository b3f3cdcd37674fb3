"""Starting a run by hand: the intake form of the published version, read by the same intake as the API."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenants.admin.base import person
from workflows import intake, limits
from workflows.admin.frame import frame, url
from workflows.exchange.material import Sample
from workflows.forms.brief import PREFIX, BriefForm
from workflows.forms.uploads import receiver
from workflows.gallery.entries import samples
from workflows.models import Run, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    published = workflow.published
    if published is None:
        admin.message_user(request, "Publish a version first: runs use the published one.", level="WARNING")
        return redirect(url(workflow, "process"))
    fields = published.definition.fields
    full = ""
    data = request.POST if request.method == "POST" else None
    receive = receiver(request, workflow.client_id, person(request), PREFIX)
    offered = samples(workflow, published.definition)
    form = BriefForm(fields, data, _sample(request, offered) or like(request, workflow), receive)
    if form.refused:
        form.show([*form.refused, *intake.check(fields, form.values or {}).problems])
    elif form.values is not None:
        try:
            run = intake.start(workflow, form.values, by=person(request), origin=Run.Origin.STAFF)
        except intake.BadBrief as bad:
            form.show(bad.problems)
        except limits.QueueFull as refused:
            full = str(refused)
        else:
            return redirect("admin:workflows_run_change", run.pk)
    context = frame(request, workflow, published, "start")
    context |= {"form": form, "full": full, "samples": offered}
    return admin.render(request, "admin/workflow/start.html", context)


def _sample(request: HttpRequest, offered: list[Sample]) -> dict[str, object] | None:
    """?sample=1: the first of the gallery's sample briefs."""
    number = request.GET.get("sample", "")
    places = {str(place): sample for place, sample in enumerate(offered, start=1)}
    return places[number].inputs if number in places else None


def like(request: HttpRequest, workflow: Workflow) -> dict[str, object] | None:
    """?like=RUN: the answers of an earlier run, to begin from."""
    try:
        earlier = UUID(request.GET.get("like", ""))
    except ValueError:
        return None
    run = Run.objects.filter(pk=earlier, version__workflow=workflow).first()
    return run.brief if run else None
