"""Documents in the admin: give, read, change, forget."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.timezone import localtime
from unfold import widgets
from unfold.decorators import display

from memory import documents
from memory.admin import passages
from memory.models import Document, Kind
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin, person
from tenants.models import Client

EDIT = "edit memory"
STATES = {"Ready": "success", "Waiting to be read": "info", "Could not be read": "danger"}


class Files(widgets.UnfoldAdminFileFieldWidget):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; a list of them, empty for none."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class GiveForm(forms.Form):
    client = forms.ModelChoiceField(Client.objects.none(), widget=widgets.UnfoldAdminSelectWidget)
    kind = forms.ChoiceField(
        choices=Kind.choices,
        widget=widgets.UnfoldAdminSelectWidget,
        help_text="Brand voice and constraints go before every prompt; past pieces and facts where they fit.",
    )
    uploads = FilesField(
        required=False,
        label="Files",
        widget=Files(attrs={"accept": ".docx,.pdf,.md,.markdown,.html,.htm,.txt"}),
        help_text="Word, PDF, Markdown, HTML or text; several at once if you like.",
    )
    title = forms.CharField(
        required=False,
        max_length=200,
        widget=widgets.UnfoldAdminTextInputWidget,
        help_text="For pasted text. Files bring their own.",
    )
    text = forms.CharField(
        required=False, label="Or paste text", widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 8})
    )

    def offer(self, clients: QuerySet) -> None:
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = clients
        field.empty_label = None if clients.count() == 1 else "Choose …"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("uploads") and not values.get("text", "").strip() and "uploads" not in self.errors:
            self.add_error("uploads", "Choose a file, or paste text below.")
        if values.get("text", "").strip() and not values.get("title", "").strip():
            self.add_error("title", "Give the pasted text a title.")
        return values


class ChangeForm(forms.ModelForm):
    class Meta:
        model = Document
        fields = ["title", "kind", "text"]
        widgets = {
            "title": widgets.UnfoldAdminTextInputWidget,
            "kind": widgets.UnfoldAdminSelectWidget,
            "text": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 18}),
        }


@admin.register(Document)
class DocumentAdmin(TenantAdmin):
    ability = EDIT
    list_display = ["what", "shown_kind", "client", "shown_state", "added"]
    list_filter = ["kind", "state", "client"]
    list_select_related = ["client"]
    search_fields = ["title", "filename"]
    ordering = ["client__name", "kind", "title"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("change/", "change", _page),
            self.page("forget/", "forget", _forget, EDIT),
            self.page("passages/<int:passage>/use/", "use", passages.use, EDIT),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("original")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            return self.refuse(request, EDIT)
        form = GiveForm(request.POST or None, request.FILES or None, initial=_of_client(request))
        form.offer(self.clients(request))
        refused = _given(self, request, form) if request.method == "POST" and form.is_valid() else None
        if refused == []:
            return redirect("admin:memory_document_changelist")
        context = {"title": "Add documents", "form": form, "refused": refused}
        return self.render(request, "admin/documents/give.html", context)

    @display(description="Document", header=True, ordering="title")
    def what(self, document: Document) -> tuple[str, str]:
        return (
            document.title,
            document.problem or document.filename or f"{len(document.text.split()):,} words",
        )

    @display(description="Kind", ordering="kind", label={"Brand voice": "primary", "Constraints": "warning"})
    def shown_kind(self, document: Document) -> str:
        return document.get_kind_display()

    @display(description="Added", ordering="added_at")
    def added(self, document: Document) -> str:
        return localtime(document.added_at).strftime("%-d %b %Y")

    @display(description="State", ordering="state", label=STATES)
    def shown_state(self, document: Document) -> str:
        return document.get_state_display()


def _given(page: DocumentAdmin, request: HttpRequest, form: GiveForm) -> list[str]:
    """Keeps what can be kept. Returns a sentence for each that can't."""
    values, refused = form.cleaned_data, []
    client, kind, by = values["client"], values["kind"], person(request)
    givers = [_of_file(client, kind, file, by) for file in values["uploads"]]
    if values["text"].strip():
        givers.append(lambda: documents.add_text(client, values["text"], kind, values["title"], by))
    for give in givers:
        try:
            document = give()
        except Refused as refusal:
            refused.append(refusal.sentence)
        else:
            page.message_user(request, f"“{document.title}” is in {client}'s memory in a moment.")
    return refused


def _of_file(client: Client, kind: str, file: UploadedFile, by: Any) -> Any:
    return lambda: documents.add_upload(client, file.read(), file.name or "", kind, by=by)


def _page(page: DocumentAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    may_edit = page.has_change_permission(request, document)
    form = ChangeForm(request.POST or None, instance=document)
    if request.method == "POST" and not may_edit:
        return page.refuse(request, EDIT)
    if request.method == "POST" and form.is_valid():
        try:
            documents.replace(document, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("text", refusal.sentence)
        else:
            page.message_user(request, "Saved. The new words are found in a moment.")
            return redirect("admin:memory_document_change", document.pk)
    number = document.passages.aggregate(number=Count("pk"))["number"]
    context = {
        **passages.facts(request, document),
        "title": document.title,
        "document": document,
        "form": form,
        "may_edit": may_edit,
        "passages": number,
    }
    return page.render(request, "admin/documents/page.html", context)


def _forget(page: DocumentAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    title = document.title
    documents.forget(document)
    page.message_user(request, f"“{title}” is forgotten: its text, its file and its passages are gone.")
    return redirect("admin:memory_document_changelist")


def _of_client(request: HttpRequest) -> dict[str, str]:
    return {"client": request.GET.get("client", "")}
