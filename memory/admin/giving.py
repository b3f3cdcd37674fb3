"""Giving documents: files, pasted text, or an address of the web. A file that is no use is named at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from unfold import widgets

from memory import configured, documents, parsing, tags
from memory.models import Document, Kind
from memory.recalled import PINNED_KINDS
from memory.refusals import FROM_THE_WEB, Refused
from tenants.admin.base import TenantAdmin, person
from tenants.models import Client

READ = ".docx,.pdf,.md,.markdown,.html,.htm,.txt"


class Files(widgets.UnfoldAdminFileFieldWidget):
    allow_multiple_selected = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, None, attrs)
        return mark_safe(render_to_string("admin/forms/several_files.html", context))


class FilesField(forms.FileField):
    """Several files; a list of them, empty for none. An empty one is told with the others, not instead of them."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class TagsField(forms.CharField):
    """Words with commas between them; a list."""

    widget = widgets.UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return tags.parse(super().clean(value) or "")
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class GiveForm(forms.Form):
    client = forms.ModelChoiceField(Client.objects.none(), widget=widgets.UnfoldAdminSelectWidget)
    kind = forms.ChoiceField(
        choices=[("", "Choose …"), *Kind.choices],  # none is the usual one: a voice goes before every prompt
        widget=widgets.UnfoldAdminSelectWidget,
        help_text="Brand voice and constraints go before every prompt; the others where they fit the brief.",
    )
    tags = TagsField(required=False, help_text="For you to find it again, with commas between them.")
    uploads = FilesField(
        required=False,
        allow_empty_file=True,
        label="Files",
        widget=Files(attrs={"accept": READ}),
        help_text="Word, PDF, Markdown, HTML or text. Choose several, or drag them here.",
    )
    url = forms.CharField(
        required=False,
        max_length=2000,
        label="Or an address of the web",
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text="A page, or a feed (RSS, Atom): its 20 newest entries become a document each.",
    )
    title = forms.CharField(
        required=False,
        max_length=200,
        label="Or paste: its title",
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="Only for pasted text. Files and pages bring their own.",
    )
    text = forms.CharField(
        required=False,
        label="The pasted text",
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )

    def offer(self, clients: QuerySet) -> None:
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = clients
        field.empty_label = None if clients.count() == 1 else "Choose …"

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError("A web address begins with https:// or http://.")
        return url

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        text = values.get("text", "").strip()
        given = values.get("uploads") or text or values.get("url")
        if not given and not {"uploads", "url"} & self.errors.keys():
            self.add_error("uploads", "Choose a file, name an address, or paste text below.")
        if text and not values.get("title", "").strip():
            self.add_error("title", "Give the pasted text a title.")
        if values.get("url") and values.get("kind") in PINNED_KINDS:
            self.add_error("kind", FROM_THE_WEB)
        return values


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    form = GiveForm(request.POST or None, request.FILES or None, initial=_asked(request))
    form.offer(admin.clients(request))
    refused = _given(admin, request, form) if request.method == "POST" and form.is_valid() else None
    if refused == []:
        return redirect(
            f"{reverse('admin:memory_document_changelist')}?client={form.cleaned_data['client'].pk}"
        )
    context = {"title": "Add documents", "form": form, "refused": refused}
    return admin.render(request, "admin/documents/give.html", context)


def _given(admin: TenantAdmin, request: HttpRequest, form: GiveForm) -> list[str]:
    """Keeps what can be kept. Returns a sentence for each that can't."""
    refused, kept = [], []
    for give in _givers(form.cleaned_data, person(request)):
        try:
            document = give()
        except Refused as refusal:
            refused.append(refusal.sentence)
        else:
            document.tags = form.cleaned_data["tags"]
            document.save(update_fields=["tags"])
            kept.append(document)
    if kept:
        admin.message_user(request, _told(kept, all_of_them=not refused))
    return refused


def _givers(values: dict[str, Any], by: Any) -> list[Callable[[], Document]]:
    client, kind = values["client"], values["kind"]
    givers: list[Callable[[], Document]] = [
        partial(_file, client, kind, file, by) for file in values["uploads"]
    ]
    if values["url"]:
        givers.append(partial(documents.add_address, client, values["url"], kind, by))
    if values["text"].strip():
        givers.append(partial(documents.add_text, client, values["text"], kind, values["title"], by))
    return givers


def _file(client: Client, kind: str, file: UploadedFile, by: Any) -> Document:
    """Its size is looked at before its bytes are."""
    parsing.check_size(file.size or 0, file.name or "", configured.limits())
    return documents.add_upload(client, file.read(), file.name or "", kind, by=by)


def _told(kept: list[Document], *, all_of_them: bool) -> str:
    if not all_of_them:
        names = ", ".join(f"“{document.title}”" for document in kept)
        return f"Kept: {names}. You find them under Documents. What is left below was not kept."
    if len(kept) > 1:
        return f"{len(kept)} documents are kept. Here you see how far each of them is."
    return f"“{kept[0].title}” is kept. Here you see how far it is."


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("client", "kind")}
