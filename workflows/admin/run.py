"""Runs: the list with search, filters and progress; each run has one page."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.timesince import timesince
from unfold.decorators import display

from tenants.admin.base import TenantAdmin
from workflows.admin import run_page
from workflows.models import Attempt, Bulk, Run, Step, Workflow

OPERATE = "operate runs"
FINISHED = Q(state__in=[Attempt.State.PASSED, Attempt.State.SKIPPED])
STATES = {
    "Queued": "info",
    "Running": "info",
    "Waiting": "warning",
    "Done": "success",
    "Stopped": "default",
    "Failed": "danger",
}


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
    list_display = ["what", "client", "shown_state", "progress", "gates", "started"]
    list_filter = ["state", "flagged", ByWorkflow, ByBulk, "client"]
    list_select_related = ["client", "version__workflow", "started_by"]
    search_fields = ["title", "sentence"]
    search_help_text = "Search by the run's title"
    ordering = ["-created_at"]
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("change/", "change", run_page.page),
            self.page("live/", "live", run_page.live),
            self.page("attempts/<int:number>/", "attempt", run_page.attempt),
            self.page("cancel/", "cancel", run_page.cancel, OPERATE),
            self.page("resume/", "resume", run_page.resume, OPERATE),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("version__workflow", "client")
        return rows.annotate(
            done_steps=_count(Attempt.objects.filter(FINISHED, run=OuterRef("pk")), "run", "key"),
            all_steps=_count(Step.objects.filter(version=OuterRef("version")), "version", "key"),
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A run is started from its workflow, by the intake form."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        self.message_user(request, "Choose a workflow: a run starts from its page.")
        return redirect("admin:workflows_workflow_changelist")

    @display(description="Run", header=True, ordering="title")
    def what(self, run: Run) -> tuple[str, str]:
        return run.title, f"{run.version.workflow} · version {run.version.number}"

    @display(description="State", label=STATES, ordering="state")
    def shown_state(self, run: Run) -> str:
        return run.get_state_display()

    @display(description="Steps")
    def progress(self, run: Any) -> str:
        share = round(100 * run.done_steps / run.all_steps) if run.all_steps else 0
        return format_html(
            '<span class="b-progress" title="{} of {} steps"><progress value="{}" max="100"></progress> {}/{}</span>',
            run.done_steps,
            run.all_steps,
            share,
            run.done_steps,
            run.all_steps,
        )

    @display(description="Gates", label={"Flagged": "warning"})
    def gates(self, run: Run) -> str | None:
        return "Flagged" if run.flagged else None

    @display(description="Started", ordering="created_at")
    def started(self, run: Run) -> str:
        return f"{timesince(run.created_at, depth=1)} ago"


def _is_id(value: str) -> bool:
    return value.isdecimal() and len(value) < 19


def _count(rows: QuerySet, group: str, column: str) -> Coalesce:
    """How many different values of a column the related rows have; 0 for none."""
    counted = rows.order_by().values(group).annotate(number=Count(column, distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
