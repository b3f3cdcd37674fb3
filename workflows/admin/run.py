"""Runs: the list with search, filters and progress; each run has one page."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.timesince import timesince
from unfold.decorators import display

from tenants.admin.base import TenantAdmin
from workflows.admin import golden_run, run_actions, run_list, run_page
from workflows.costs.calls import attach
from workflows.models import Attempt, Bulk, Lease, Order, Run, Step, Workflow

OPERATE = "operate runs"
OPEN = (Lease.State.QUEUED, Lease.State.RUNNING)
FINISHED = Q(state__in=[Attempt.State.PASSED, Attempt.State.SKIPPED])


class ByWorkflow(admin.SimpleListFilter):
    title = "workflow"
    parameter_name = "workflow"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Workflow.objects.select_related("client").order_by("client__name", "name")
        return [(str(row.pk), f"{row.client}: {row.name}") for row in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(version__workflow=value) if _is_id(value) else queryset


class ByBulk(admin.SimpleListFilter):
    """Of one bulk start: reached from its page, and offered only then."""

    title = "bulk start"
    parameter_name = "bulk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = request.GET.get("bulk", "")
        rows = Bulk.objects.filter(pk=value) if _is_id(value) else Bulk.objects.none()
        return [(str(row.pk), row.file_name) for row in rows.defer("rows", "problems")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(bulk=self.value()) if _is_id(self.value() or "") else queryset


@admin.register(Run)
class RunAdmin(TenantAdmin):
    ability = OPERATE
    nothing_yet = (
        "No run yet",
        "Open a workflow and choose “Start a run”, or let a client ask for a piece in the portal.",
    )
    list_display = ["what", "client", "shown_state", "progress", "gates", "cost", "preferred", "started"]
    list_filter = ["state", "flagged", "priority", ByWorkflow, ByBulk, "client"]
    list_after_template = "admin/run/polling.html"
    actions = run_actions.ACTIONS  # type: ignore[assignment]
    list_select_related = ["client", "version__workflow", "started_by"]
    search_fields = ["title", "sentence"]
    search_help_text = "Search by the run's title"
    ordering = ["-created_at"]
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        moving = self.admin_site.admin_view(self.live_rows)
        return [
            path("live/", moving, name="workflows_run_live_rows"),
            self.page("change/", "change", run_page.page),
            self.page("live/", "live", run_page.live),
            self.page("attempts/<int:number>/", "attempt", run_page.attempt),
            self.page(
                "attempts/<int:number>/passages/<int:passage>/use/", "use", run_page.use, "edit memory"
            ),
            self.page("cancel/", "cancel", run_page.cancel, OPERATE),
            self.page("resume/", "resume", run_page.resume, OPERATE),
            self.page("priority/", "priority", run_page.priority, OPERATE),
            self.page("golden/", "golden", golden_run.page, golden_run.EDIT),
            self.page("steps/<slug:key>/again/", "again", run_page.again, OPERATE),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request) if _lists(request) else self._one_of_all(request)
        rows = rows.select_related("version__workflow", "client")
        return rows.annotate(
            done_steps=_count(Attempt.objects.filter(FINISHED, run=OuterRef("pk")), "run", "key"),
            all_steps=_count(Step.objects.filter(version=OuterRef("version")), "version", "key"),
            batched=Exists(Order.objects.filter(run=OuterRef("pk"), state=Order.State.WAITING)),
            rests=Exists(Lease.objects.filter(run_id=OuterRef("pk"), paused=True, state__in=OPEN)),
        )

    def _one_of_all(self, request: HttpRequest) -> QuerySet:
        """A trial isn't listed, but has a page as any run has."""
        return Run.with_trials.filter(client_id__in=request.access.clients)  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            shown |= run_list.poll(shown["cl"].result_list)
            attach(shown["cl"].result_list)
            response.context_data = shown  # type: ignore[attr-defined]
        return response

    def live_rows(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        return run_list.live(self, request)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether the list offers actions; each run is asked for again."""
        return bool(request.access.may(OPERATE))  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A run is started from its workflow, by the intake form."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        self.message_user(request, "Choose a workflow: a run starts from its page.")
        return redirect("admin:workflows_workflow_changelist")

    @display(description="Run", header=True, ordering="title")
    def what(self, run: Run) -> tuple[str, str]:
        return run.title, f"{run.version.workflow} · version {run.version.number}"

    @display(description="State", ordering="state")
    def shown_state(self, run: Any) -> str:
        return run_list.state(run)

    @display(description="Steps")
    def progress(self, run: Any) -> str:
        return run_list.progress(run)

    @display(description="Gates", ordering="flagged")
    def gates(self, run: Any) -> str:
        return run_list.gates(run)

    @display(description="Cost")
    def cost(self, run: Any) -> str:
        return str(run.spent)

    @display(description="Priority", ordering="priority")
    def preferred(self, run: Run) -> str | None:
        return run.get_priority_display() if run.priority else None

    @display(description="Started", ordering="created_at")
    def started(self, run: Run) -> str:
        return f"{timesince(run.created_at, depth=1)} ago"


def _is_id(value: str) -> bool:
    return value.isdecimal() and len(value) < 19


def _count(rows: QuerySet, group: str, column: str) -> Coalesce:
    """How many different values of a column the related rows have; 0 for none."""
    counted = rows.order_by().values(group).annotate(number=Count(column, distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _lists(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.url_name == "workflows_run_changelist")
