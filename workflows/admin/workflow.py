"""Workflows: the list, and the pages of each one."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, Max, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.timesince import timesince
from unfold.decorators import display

from tenants.admin.base import Page, TenantAdmin, person
from workflows.admin.addresses import EDIT, ROOMS, WITHOUT
from workflows.models import Publication, Version, Workflow


class NewForm(forms.ModelForm):
    class Meta:
        help_texts: ClassVar = {
            "owner": "Gets an e-mail when a run fails, and is named at the handoff. Left empty: you."
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        client, slug = values.get("client"), values.get("slug")
        if client and slug and Workflow.objects.filter(client=client, slug=slug).exists():
            self.add_error("slug", "A workflow of this client already has this short name. Choose another.")
        return values


@admin.register(Workflow)
class WorkflowAdmin(TenantAdmin):
    ability = EDIT
    form = NewForm
    list_before_template = "admin/gallery/ways_in.html"
    change_form_before_template = "admin/gallery/instead.html"
    nothing_yet = (
        "No workflow yet",
        "Start from the gallery: ten ready ones, with their forms, rules and sample briefs.",
    )
    list_display = ["name_and_purpose", "client", "state", "runs", "flagged", "last_run"]
    list_filter = ["client"]
    list_select_related = ["client"]
    search_fields = ["name", "slug", "purpose"]
    ordering = ["name"]
    fields = ["client", "name", "slug", "purpose", "owner", "cadence", "minutes_by_hand"]
    prepopulated_fields = {"slug": ["name"]}

    def get_urls(self) -> list[URLPattern]:
        whole = [
            path(route, self._whole(view), name=f"workflows_workflow_{name}") for route, name, view in WITHOUT
        ]
        return [*whole, *(self.page(*row) for row in ROOMS), *super().get_urls()]

    def _whole(self, view: Page) -> Any:
        """A page that belongs to no workflow."""
        return self.admin_site.admin_view(partial(view, self))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "workflows_workflow_changelist":
            runs, real = "versions__runs", Q(versions__runs__trial__isnull=True)
            return rows.annotate(
                run_count=Count(runs, filter=real, distinct=True),
                flagged_count=Count(runs, filter=real & Q(versions__runs__flagged=True), distinct=True),
                last_run_at=Max(f"{runs}__created_at", filter=real),
                asked=Exists(Publication.objects.filter(version__workflow=OuterRef("pk"), state="open")),
            ).prefetch_related("versions")
        return rows.select_related("client", "owner")

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:workflows_workflow_change", obj.pk)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": person(request).pk, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Workflow, form: Any, change: bool) -> None:
        if not change and obj.owner is None:
            obj.owner = person(request)
        super().save_model(request, obj, form, change)
        obj.open_draft(by=person(request))

    @display(description="Workflow", header=True, ordering="name")
    def name_and_purpose(self, workflow: Workflow) -> tuple[str, str]:
        purpose_ = workflow.purpose.strip()
        return workflow.name, purpose_[:90] + "…" * (len(purpose_) > 90)

    @display(
        description="State",
        label={
            "Draft only": "warning",
            "Published": "success",
            "Paused": "warning",
            "Approval asked": "warning",
        },
    )
    def state(self, workflow: Any) -> str:
        if workflow.asked:
            return "Approval asked"
        published = any(v.state == Version.State.PUBLISHED for v in workflow.versions.all())
        if published and (workflow.paused or workflow.client.paused):
            return "Paused"
        return "Published" if published else "Draft only"

    @display(description="Runs", ordering="run_count")
    def runs(self, workflow: Any) -> int:
        return int(workflow.run_count)

    @display(description="Flagged", ordering="flagged_count")
    def flagged(self, workflow: Any) -> str:
        return (
            f"{workflow.flagged_count / workflow.run_count:.0%}".replace("%", " %")
            if workflow.run_count
            else "–"
        )

    @display(description="Last run", ordering="last_run_at")
    def last_run(self, workflow: Any) -> str:
        return f"{timesince(workflow.last_run_at, depth=1)} ago" if workflow.last_run_at else "Never"
