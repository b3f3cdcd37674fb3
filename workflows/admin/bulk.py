"""Bulk starts: the list, and the address of each one's pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.timezone import localtime
from unfold.decorators import display

from tenants.admin.base import TenantAdmin
from workflows.admin import bulk_page
from workflows.models import Bulk

START = "start runs"
STATES = {
    "Needs mending": "danger",
    "Ready to start": "warning",
    "Starting": "info",
    "Started": "success",
    "Cancelled": "default",
}


@admin.register(Bulk)
class BulkAdmin(TenantAdmin):
    ability = START
    nothing_yet = (
        "No bulk start yet",
        "Many briefs at once: open a workflow, choose “Start a run”, then “Many, from a sheet”.",
    )
    list_display = ["what", "client", "shown_state", "size", "who", "when"]
    list_filter = ["state", "client"]
    list_select_related = ["client", "version__workflow", "started_by"]
    search_fields = ["file_name"]
    search_help_text = "Search by the file's name"
    ordering = ["-created_at"]
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("change/", "change", bulk_page.page),
            self.page("live/", "live", bulk_page.live),
            self.page("start/", "start", bulk_page.start, START),
            self.page("cancel/", "cancel", bulk_page.cancel, START),
            self.page("forget/", "forget", bulk_page.forget, START),
            self.page("errors.csv", "errors", bulk_page.errors),
            self.page("results.<slug:kind>", "results", bulk_page.results),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the rows, which may be many megabytes: the page that shows some of them asks for them."""
        rows = super().get_queryset(request).defer("rows", "problems")
        return rows.select_related("version__workflow", "client", "started_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A sheet is uploaded on its workflow's page."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        self.message_user(request, "Choose a workflow: many runs start from its page, by a sheet.")
        return redirect("admin:workflows_workflow_changelist")

    @display(description="Sheet", header=True, ordering="file_name")
    def what(self, bulk: Bulk) -> tuple[str, str]:
        return bulk.file_name, str(bulk.workflow)

    @display(description="State", label=STATES, ordering="state")
    def shown_state(self, bulk: Bulk) -> str:
        return bulk.get_state_display()

    @display(description="Rows", ordering="size")
    def size(self, bulk: Bulk) -> str:
        return f"{bulk.size:,}"

    @display(description="By")
    def who(self, bulk: Bulk) -> str:
        return str(bulk.started_by or "The command line")

    @display(description="Uploaded", ordering="created_at")
    def when(self, bulk: Bulk) -> str:
        return localtime(bulk.created_at).strftime("%-d %b %Y, %H:%M")
