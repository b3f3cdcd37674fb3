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
from workflows.admin import (
    advice_page,
    approving,
    as_template,
    exchanging,
    gallery,
    golden_briefs,
    handing_over,
    mapping_page,
    pausing_page,
    presence,
    process,
    proposal_page,
    publishing,
    purpose,
    questions,
    recalling,
    replay_page,
    schedule_form,
    schedules,
    sending_page,
    starting,
    starting_many,
    trying_out,
    versions,
)
from workflows.models import Publication, Version, Workflow

EDIT = "edit workflows"
START = "start runs"


class NewForm(forms.ModelForm):
    class Meta:
        help_texts: ClassVar = {"owner": "Who is asked when it fails. Left empty: you."}

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
    list_display = ["name_and_purpose", "client", "state", "runs", "flagged", "last_run"]
    list_filter = ["client"]
    list_select_related = ["client"]
    search_fields = ["name", "slug", "purpose"]
    ordering = ["name"]
    fields = ["client", "name", "slug", "purpose", "owner", "cadence", "minutes_by_hand"]
    prepopulated_fields = {"slug": ["name"]}

    def get_urls(self) -> list[URLPattern]:
        return [
            path("gallery/", self._whole(gallery.page), name="workflows_workflow_gallery"),
            path("gallery/<slug:slug>/", self._whole(gallery.entry_page), name="workflows_workflow_entry"),
            path("map/", self._whole(mapping_page.page), name="workflows_workflow_map"),
            path("map/<uuid:run>/", self._whole(proposal_page.page), name="workflows_workflow_proposal"),
            path("import/", self._whole(exchanging.page), name="workflows_workflow_import"),
            self.page("change/", "change", process.page),
            self.page("steps/add/", "add_step", process.add, EDIT),
            self.page("steps/order/", "order", process.order, EDIT),
            self.page("steps/<slug:key>/", "step", process.save, EDIT),
            self.page("steps/<slug:key>/remove/", "remove_step", process.remove, EDIT),
            self.page("steps/<slug:key>/recalled/", "step_recalled", recalling.preview),
            self.page("steps/<slug:key>/sent/", "step_sent", sending_page.preview),
            self.page("steps/<slug:key>/replayed/", "step_replayed", replay_page.preview),
            self.page("undo/", "undo", advice_page.undo, EDIT),
            self.page("advice/<slug:key>/addition/", "advice_add", advice_page.add, EDIT),
            self.page("advice/<slug:key>/dismissal/", "advice_dismiss", advice_page.dismiss, EDIT),
            self.page("advice/<slug:key>/return/", "advice_return", advice_page.take_back, EDIT),
            self.page("questions/", "questions", questions.page),
            self.page("purpose/", "purpose", purpose.page),
            self.page("versions/", "versions", versions.page),
            self.page("workflow.yaml", "export", exchanging.export),
            self.page("draft/", "draft", versions.open_draft, EDIT),
            self.page("editors/", "editors", presence.page, EDIT),
            self.page("compare/", "compare", versions.comparison),
            self.page("versions/<int:number>/restore/", "restore", versions.restoring, EDIT),
            self.page("publish/", "publish", publishing.page, EDIT),
            self.page("try/", "try", trying_out.page, EDIT),
            self.page("try/<uuid:group>/", "trial", trying_out.trial),
            self.page("try/<uuid:group>/answers/<int:number>/", "answer", trying_out.answer, EDIT),
            self.page("publications/<int:number>/decision/", "decision", approving.decide, EDIT),
            self.page("second-person/", "second_person", approving.needed, "manage clients"),
            self.page("goldens/", "goldens", golden_briefs.page, EDIT),
            self.page("goldens/needed/", "goldens_needed", golden_briefs.needed, EDIT),
            self.page("goldens/check/", "goldens_check", golden_briefs.check, EDIT),
            self.page("goldens/<int:number>/remove/", "golden_remove", golden_briefs.remove, EDIT),
            self.page("start/", "start", starting.page, START),
            self.page("start/many/", "start_many", starting_many.page, START),
            self.page("start/many/template.<slug:kind>", "template", starting_many.template, START),
            self.page("pausing/", "pausing", pausing_page.page, "operate runs"),
            self.page("schedules/", "schedules", schedules.page),
            self.page("schedules/new/", "schedule_add", schedule_form.add, EDIT),
            self.page("schedules/preview/", "schedule_preview", schedule_form.preview, EDIT),
            self.page("schedules/<int:number>/", "schedule", schedule_form.edit),
            self.page("schedules/<int:number>/switch/", "schedule_switch", schedules.switch, EDIT),
            self.page("schedules/<int:number>/run/", "schedule_run", schedules.run_now, START),
            self.page("schedules/<int:number>/delete/", "schedule_delete", schedules.delete, EDIT),
            self.page("template/", "as_template", as_template.page),
            self.page("template/end/", "template_end", as_template.end, EDIT),
            self.page("handoff/", "handoff", handing_over.page),
            self.page("handoff.md", "handoff_markdown", handing_over.markdown),
            self.page("handoff.pdf", "handoff_pdf", handing_over.as_paper),
            self.page("handoff.zip", "handoff_pack", handing_over.pack, EDIT),
            self.page("handoff/example/", "handoff_example", handing_over.example, EDIT),
            self.page("handoff/links/", "handoff_links", handing_over.make_link, EDIT),
            self.page("handoff/links/<int:number>/revoke/", "handoff_revoke", handing_over.revoke, EDIT),
            *super().get_urls(),
        ]

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
