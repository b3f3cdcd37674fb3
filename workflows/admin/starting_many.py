"""Starting many runs from a sheet: the template, the upload, and what was started so before."""

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from memory.parsing import shown
from memory.refusals import Unreadable
from tenants.admin.base import person
from workflows import bulks
from workflows.admin.downloads import as_file
from workflows.admin.frame import frame, url
from workflows.models import Bulk, Version, Workflow
from workflows.sheets import templates
from workflows.sheets.columns import titles, without_files
from workflows.sheets.limits import ROWS

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

EARLIER = 10  # bulk starts listed on the page; the others are a click away
KINDS = {"csv": templates.empty_csv, "xlsx": templates.empty_xlsx}


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label="Your sheet",
        help_text=f"Excel (.xlsx) or CSV, a row a brief, at most {ROWS:,} rows.",
        widget=widgets.UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )

    def clean_sheet(self) -> UploadedFile:
        """Before any of it is read into memory."""
        file: UploadedFile = self.cleaned_data["sheet"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            most = f"{settings.UPLOAD_LIMIT / 1024 / 1024:.1f}".removesuffix(".0")
            raise forms.ValidationError(
                f"“{shown(file.name or '')}” is too large: at most {most} MB. Split it."
            )
        return file


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    published = workflow.published
    if published is None:
        admin.message_user(request, "Publish a version first: runs use the published one.", level="WARNING")
        return redirect(url(workflow, "process"))
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            bulk = bulks.take(workflow, file.read(), file.name or "", by=person(request))
        except Unreadable as refusal:
            form.add_error("sheet", refusal.sentence)
        else:
            return redirect("admin:workflows_bulk_change", bulk.pk)
    return admin.render(
        request, "admin/workflow/start_many.html", _context(request, workflow, published, form)
    )


def template(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, kind: str) -> HttpResponse:
    published = workflow.published
    if published is None or kind not in KINDS:
        raise Http404
    return as_file(KINDS[kind](without_files(published.definition.fields)), f"{workflow.slug}-briefs", kind)


def _context(
    request: HttpRequest, workflow: Workflow, version: Version, form: SheetForm
) -> dict[str, object]:
    fields = without_files(version.definition.fields)
    earlier = Bulk.objects.filter(version__workflow=workflow).select_related("started_by", "version")
    return frame(request, workflow, version, "start") | {
        "form": form,
        "columns": [(titles(fields)[field.key], field, templates.filling(field)) for field in fields],
        "earlier": earlier.defer("rows", "problems")[:EARLIER],
        "more": earlier.count() > EARLIER,
    }
