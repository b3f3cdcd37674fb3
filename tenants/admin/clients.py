"""Clients: made through their agency, because row-level security has to know a client before its row exists."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import display
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminSelect2Widget

from tenants import languages
from tenants.admin.base import TenantAdmin
from tenants.models import Agency, Client
from tenants.models.client import timezones

LIMITS = ["runs_at_once", "runs_queued"]
BUDGET = ["budget_usd", "budget_warn_percent", "budget_when_tight"]
AREAS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
WORDS = "A worker takes its documents’ words apart anew, in {}. {} shows how far it is; nothing is missed meanwhile."


def zones() -> list[tuple[str, str]]:
    """UTC, then what is named after a place."""
    places = sorted(zone for zone in timezones() if zone.partition("/")[0] in AREAS)
    return [(zone, zone.replace("_", " ")) for zone in ("UTC", *places)]


class ClientForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A zone that was set elsewhere stays, so that saving the page doesn't change it."""
        super().__init__(*args, **kwargs)
        field, kept = self.fields.get("timezone"), self.instance.timezone
        if isinstance(field, forms.ChoiceField) and kept not in dict(zones()):
            field.choices = [*zones(), (kept, kept)]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Client.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                "A client of this agency already has this short name. Choose another."
            )
        return slug


@admin.register(Client)
class ClientAdmin(TenantAdmin):
    client_column = "id"
    ability = "manage clients"
    form = ClientForm
    nothing_yet = (
        "No client yet",
        "Each client has its own workflows, voice and memory. Add the first one, and go on from there.",
    )
    list_display = ["name", "short_name", "language", "time_zone"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "language", "timezone", "colour"]}),
        (
            "Limits",
            {"fields": LIMITS, "description": "So that one client's bulk leaves room for the others."},
        ),
        ("Portal", {"fields": ["shows_handoff"]}),
        ("Budget", {"fields": BUDGET, "description": "What its runs may spend on models."}),
    ]
    change_form_outer_before_template = "admin/clients/pausing.html"
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "timezone":
            return forms.ChoiceField(
                choices=zones, label="Time zone", initial="UTC", widget=UnfoldAdminSelect2Widget
            )
        if db_field.name == "language":
            kwargs |= {"choices": languages.labels(), "widget": UnfoldAdminSelect2Widget}
        if db_field.name == "colour":
            kwargs["widget"] = UnfoldAdminColorInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(description="Short name", ordering="slug")
    def short_name(self, client: Client) -> str:
        return client.slug

    @display(description="Time zone", ordering="timezone")
    def time_zone(self, client: Client) -> str:
        return client.timezone.replace("_", " ")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ["short_name"] if obj else []  # it stands in addresses that others keep

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        (name, first), *rest = super().get_fieldsets(request, obj)
        shown = ["short_name" if obj and field == "slug" else field for field in first["fields"]]
        return [(name, {**first, "fields": shown}), *rest]

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: bool) -> None:
        if change:
            obj.save()
            if "language" in form.changed_data:
                self.message_user(request, _reworded(request, obj))
            return
        made = Agency.objects.get().create_client(**{name: form.cleaned_data[name] for name in form.fields})
        obj.pk, obj.agency = made.pk, made.agency
        obj._state.adding = False


def _reworded(request: HttpRequest, client: Client) -> SafeString:
    """What the new language does to its memory; with a link for whoever may open that page."""
    shown = mark_safe("“Embeddings”")
    if request.access.may("manage keys"):  # type: ignore[attr-defined]
        page = reverse("admin:memory_embeddingchoice_changelist")
        shown = format_html('<a class="b-told" href="{}">Embeddings</a>', page)
    return format_html(WORDS, client.get_language_display(), shown)
