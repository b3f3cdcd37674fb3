"""A workflow as a file: its download, and the import that shows first what it will make."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from unfold import widgets

from tenants.admin.base import only_of, person
from tenants.models import Client
from workflows.admin.downloads import as_file
from workflows.admin.frame import in_view, url
from workflows.diagram import both
from workflows.exchange import comparing, exporting, packs, reading, taking
from workflows.exchange.faults import BadFile
from workflows.exchange.material import Material
from workflows.models import Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

TEMPLATE = "admin/gallery/import.html"


class ImportForm(forms.Form):
    client = forms.ModelChoiceField(
        queryset=Client.objects.none(),
        empty_label="Choose …",
        widget=widgets.UnfoldAdminSelectWidget,
        error_messages={"required": "Choose whose workflow it is to be."},
    )
    file = forms.FileField(
        required=False,
        label="The workflow’s file",
        help_text="A .yaml file that Baton wrote or one like it, or a handoff pack (.zip).",
        widget=widgets.UnfoldAdminFileFieldWidget(attrs={"accept": ".yaml,.yml,.zip"}),
        error_messages={"empty": "This file is empty."},
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)  # once it was looked at
    replace = forms.BooleanField(required=False)
    confirm = forms.CharField(required=False)  # "new": beside the workflow that has its short name

    def clean(self) -> dict[str, Any]:
        """The text, of whichever of the two there is."""
        values = super().clean() or self.cleaned_data
        if file := values.get("file"):
            values["text"] = self._read(file)
        elif not values.get("text") and "file" not in self.errors:
            self.add_error("file", "Choose a file first.")
        return values

    def _read(self, file: UploadedFile) -> str:
        try:
            return packs.text_in(file.read(packs.LARGEST + 1))
        except BadFile as bad:
            self.add_error("file", str(bad))
            return ""


def export(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """The version in view."""
    version = in_view(request, workflow)
    name = f"{workflow.slug} version {version.number}" if "version" in request.GET else workflow.slug
    return as_file(exporting.exported(version).encode(), name, "yaml")


def page(admin: "WorkflowAdmin", request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise Http404
    if not admin.has_add_permission(request):
        return admin.refuse(request, admin.ability)
    form = _form(admin, request)
    context: dict[str, Any] = {"title": "Import a workflow", "form": form}
    if request.method == "POST" and form.is_valid():
        client, text = form.cleaned_data["client"], form.cleaned_data["text"]
        try:
            material = reading.read(text)
        except BadFile as bad:
            context["faults"] = bad.faults
        else:
            if "confirm" in request.POST and (made := _made(admin, request, form, material)):
                return made
            context |= _preview(client, material, text)
    return admin.render(request, TEMPLATE, context)


def _form(admin: "WorkflowAdmin", request: HttpRequest) -> ImportForm:
    clients = admin.clients(request).order_by("name")
    chosen = clients[0].pk if len(clients) == 1 else request.GET.get("client")
    posted = request.POST if request.method == "POST" else None
    form = ImportForm(posted, request.FILES if posted else None, initial={"client": chosen})
    field = form.fields["client"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = clients
    only_of(clients, request.POST.get("client", ""))
    return form


def _made(
    admin: "WorkflowAdmin", request: HttpRequest, form: ImportForm, material: Material
) -> HttpResponse | None:
    asked = form.cleaned_data
    try:
        taken = taking.take(
            asked["client"], material, person(request), slug=_slug(asked, material), replace=asked["replace"]
        )
    except taking.DraftInTheWay as theirs:
        form.add_error(None, str(theirs))
        return None
    done = (
        "is imported as a draft. Nothing is published." if taken.changed else "is as the file says already."
    )
    admin.message_user(request, f"“{taken.workflow}” {done}", level="SUCCESS")
    return redirect(url(taken.workflow, "process"))


def _slug(asked: dict[str, Any], material: Material) -> str:
    return taking.free_slug(asked["client"], material.slug) if asked["confirm"] == "new" else material.slug


def _preview(client: Client, material: Material, text: str) -> dict[str, Any]:
    found = Workflow.objects.filter(client=client, slug=material.slug).first()
    there = taking.in_view(found) if found else None
    before = exporting.material(there) if there else None
    return {
        "material": material,
        "text": text,
        "client": client,
        "found": found,
        "there": there,
        "in_the_way": bool(found and before and taking.has_changes(found)),
        "same": bool(before and exporting.as_text(before) == exporting.as_text(material)),
        "changes": comparing.sentences(before, material) if before else [],
        "problems": reading.problems(text, material.definition),
        "diagrams": [mark_safe(one) for one in both(material.definition)],
    }
