"""API keys: shown once when they are made, revoked for good."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from tenants.admin.base import TenantAdmin, person
from tenants.models import ApiKey


class KeyForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "expires_at" in self.fields:  # not where a key is only shown
            day, hour = self.fields["expires_at"].widget.widgets  # type: ignore[attr-defined]
            day.attrs["aria-label"], hour.attrs["aria-label"] = "Expires on, date", "Expires at, time"

    def clean_expires_at(self) -> datetime | None:
        expires: datetime | None = self.cleaned_data["expires_at"]
        if expires and expires <= timezone.now():
            raise forms.ValidationError(
                "This time is past already: choose a later one, or leave it empty for a key that does not expire."
            )
        return expires


@admin.register(ApiKey)
class ApiKeyAdmin(TenantAdmin):
    ability = "manage keys"
    form = KeyForm
    nothing_yet = (
        "No API key yet",
        "With a key, a client’s website fetches what was approved and starts runs.",
    )
    list_display = ["name", "client", "begins_with", "state", "last_used_at", "revoking"]
    list_display_links = None
    list_filter = ["client"]
    list_select_related = ["client"]
    ordering = ["-created_at"]
    fields = ["client", "name", "expires_at"]

    def get_urls(self) -> list[URLPattern]:
        return [self.page("revoke/", "revoke", revoke, self.ability), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        row, secret = ApiKey.issue(obj.client_id, obj.name, by=person(request))
        if obj.expires_at:
            row.expires_at = obj.expires_at
            row.save(update_fields=["expires_at"])
        obj.pk, obj.prefix = row.pk, row.prefix
        request.new_key = secret  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: Any = None) -> HttpResponse:
        """The answer to the POST itself: a key is neither kept in a session nor put in an address."""
        secret = request.new_key  # type: ignore[attr-defined]
        context = {"title": "The new key", "key": obj, "secret": secret}
        return self.render(request, "admin/keys/made.html", context)

    @display(description="Begins with")
    def begins_with(self, key: ApiKey) -> str:
        return f"baton_{key.prefix}…"

    @display(description="State", label={"Live": "success", "Revoked": "danger", "Expired": "warning"})
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return "Revoked"
        return "Expired" if key.expires_at and key.expires_at <= timezone.now() else "Live"

    @display(description="")
    def revoking(self, key: ApiKey) -> str:
        if key.revoked_at:
            return ""
        return format_html(
            '<a class="b-link" href="{}">Revoke…</a>', reverse("admin:tenants_apikey_revoke", args=[key.pk])
        )


def revoke(page: ApiKeyAdmin, request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        key.revoke()
        page.message_user(request, f"“{key.name}” is revoked: whatever uses it is refused from now on.")
        return redirect("admin:tenants_apikey_changelist")
    return page.render(request, "admin/keys/revoke.html", {"title": "Revoke a key", "key": key})
