"""A template used for clients: each that is ticked gets a workflow with a draft."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold import widgets

from tenants.admin.base import person
from tenants.models import Client
from workflows.admin.frame import url
from workflows.following import followers, making
from workflows.models import Template, TemplateVersion

if TYPE_CHECKING:
    from workflows.admin.template import TemplateAdmin


class Versions(forms.ModelChoiceField):
    def label_from_instance(self, version: Any) -> str:
        return f"Version {version.number}"


class UseForm(forms.Form):
    clients = forms.ModelMultipleChoiceField(
        queryset=Client.objects.none(), error_messages={"required": "Tick at least one client."}
    )
    name = forms.CharField(
        max_length=120,
        help_text="What these clients call it.",
        widget=widgets.UnfoldAdminTextInputWidget,
        error_messages={"required": "Give it a name."},
    )
    version = Versions(
        queryset=TemplateVersion.objects.none(),
        empty_label=None,
        widget=widgets.UnfoldAdminSelectWidget,
        error_messages={
            "required": "Choose a version.",
            "invalid_choice": "There is no such version. Choose another.",
        },
    )


def page(admin: "TemplateAdmin", request: HttpRequest, template: Template) -> HttpResponse:
    clients = admin.clients(request).order_by("name")
    form = _form(request, template, clients)
    if request.method == "POST" and form.is_valid():
        return _used(admin, request, form.cleaned_data)
    following = {one.client.pk for one in followers.of_template(template)}
    context = {"title": template.name, "template": template, "form": form, "clients": clients}
    context |= {"ticked": _ticked(request), "following": following}
    return admin.render(request, "admin/template/use.html", context)


def _form(request: HttpRequest, template: Template, clients: Any) -> UseForm:
    versions = template.versions.all()
    initial = {"name": template.name, "version": versions[0].pk}
    form = UseForm(request.POST if request.method == "POST" else None, initial=initial)
    if not _ticked(request) <= {str(client.pk) for client in clients}:
        raise Http404
    for name, rows in (("clients", clients), ("version", versions)):
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
    return form


def _ticked(request: HttpRequest) -> set[str]:
    return set(request.POST.getlist("clients"))


def _used(admin: "TemplateAdmin", request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    made = [
        making.use(asked["version"], client, asked["name"], person(request)) for client in asked["clients"]
    ]
    whom = ", ".join(str(workflow.client) for workflow in made)
    words = f"“{asked['name']}” is a draft now for {whom}. Fill in what is the client’s own, then publish."
    admin.message_user(request, words, level="SUCCESS")
    if len(made) == 1:
        return redirect(url(made[0], "process"))
    return redirect(reverse("admin:workflows_template_change", args=[asked["version"].template_id]))
