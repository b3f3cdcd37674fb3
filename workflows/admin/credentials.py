"""Model keys: put in, tried out, replaced, switched off. Only those who may manage keys see that there are any."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from unfold.decorators import display

from tenants import scope
from tenants.admin.base import person
from tenants.admin.sealed import SealedAdmin
from workflows import circuits, late, lineup, trying
from workflows.admin.credential_form import (
    ABILITIES,
    SERVER,
    ChangedCredentialForm,
    NewCredentialForm,
    ServerForm,
)
from workflows.models import Credential, Route, Step, Version

LIMITS = ("Limits", {
    "fields": ["calls_at_once", "calls_per_minute"],
    "description": "For all workflows that use this key together. A call beyond a limit waits for its turn.",
})  # fmt: skip


def visible(request: HttpRequest) -> bool:
    """Whether it stands in the menu."""
    return bool(request.access.may("manage keys"))  # type: ignore[attr-defined]


@admin.register(Credential)
class CredentialAdmin(SealedAdmin):
    for_one = "The client whose calls it is for."
    nothing_yet = (
        "No model key yet",
        "Add the key of a vendor, and its models write and judge. It stands here with its last test.",
    )
    list_display = ["what", "whose", "limits", "state", "last_test"]
    list_before_template = "admin/credentials/about.html"
    change_form_outer_before_template = "admin/credentials/above.html"
    delete_confirmation_template = "admin/credentials/delete.html"

    def get_urls(self) -> list[URLPattern]:
        pages = [
            self.page("test/", "test", test, self.ability),
            self.page("models/", "models", list_models, self.ability),
        ]
        return [*pages, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "delete", obj)

    # --- the form --------------------------------------------------------------------------------------------------
    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, **{"form": _form_of(obj)} | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None:
            return [
                (None, {"fields": ["kind", "client", "secret"]}),
                ("A server of your own", {
                    "fields": ["name", "base_url"],
                    "description": "Anthropic, OpenAI and Gemini need neither, unless calls go through a gateway.",
                }),
                LIMITS,
            ]  # fmt: skip
        account = (None, {"fields": ["kind", "whose", "secret", "base_url", "disabled"]})
        return [account, *(_of_a_server() if _is_server(obj) else []), LIMITS]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Routes name it by its kind and name, and a row never changes hands."""
        return ["kind", "whose"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {name: request.GET[name] for name in ("kind", "client") if name in request.GET}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().changeform_view
        return late.once_more(lambda: form(request, *args, **kwargs))

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = person(request)
        if "base_url" in form.changed_data:
            obj.untested()
        obj.save()
        if secret := form.cleaned_data["secret"]:
            obj.put(secret)
            obj.save()
        if secret or "base_url" in form.changed_data:
            circuits.forget(obj.identity)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: Any = None) -> HttpResponse:
        """On to the row's own page, where it can be tried out."""
        self.message_user(request, f"{obj} is kept. Test it now.", messages.SUCCESS)
        return redirect(_page(obj))

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        self.message_user(request, f"{obj} is saved.", messages.SUCCESS)
        return redirect(_page(obj))

    # --- deleting --------------------------------------------------------------------------------------------------
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        needed = needed_by(row) if isinstance(row, Credential) else []
        if request.method == "POST" and needed:
            self.message_user(request, f"Not deleted: {'; '.join(needed)} would have no key.", messages.ERROR)
            return redirect(_page(row))
        context = {"title": "Delete a model key", "needed": needed, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    # --- the list --------------------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        environment = lineup.of_environment()
        return super().changelist_view(request, {"environment": environment, **(extra_context or {})})

    @display(description="Where", header=True)
    def what(self, row: Credential) -> tuple[str, str]:
        return str(row), row.base_url

    @display(description="Limits")
    def limits(self, row: Credential) -> str:
        said = [
            f"{row.calls_at_once} at once" if row.calls_at_once else "",
            f"{row.calls_per_minute} a minute" if row.calls_per_minute else "",
        ]
        return ", ".join(filter(None, said)) or "None"

    @display(
        description="State",
        label={
            "Works": "success",
            "Fails": "danger",
            "Refused": "danger",
            "Can’t be opened": "danger",
            "No models": "warning",
        },
    )
    def state(self, row: Credential) -> str:
        if row.disabled:
            return "Off"
        if row.broken:
            return "Can’t be opened"
        if not row.serves:
            return "No models"
        if circuits.refused_since(row.identity, row.tested_at):
            return "Refused"
        return {None: "Not tested", True: "Works", False: "Fails"}[row.test_passed]


def test(page: CredentialAdmin, request: HttpRequest, row: Credential) -> HttpResponse:
    """POST. The call is made after this request's transaction, and before its answer."""
    return _afterwards(request, row, trying.test)


def list_models(page: CredentialAdmin, request: HttpRequest, row: Credential) -> HttpResponse:
    """POST, of a server: a vendor's models are known."""
    if not _is_server(row):
        raise Http404
    return _afterwards(request, row, trying.list_models)


def needed_by(row: Credential) -> list[str]:
    """What would be without a key if this one weren't there, in words: routes and steps that name it."""
    others = Credential.objects.filter(kind=row.kind, name=row.name, disabled=False).exclude(pk=row.pk)
    served = {other.client_id for other in others}
    if None in served or row.account in lineup.of_environment():
        return []
    routes = [
        f"the route “{route.name}” of {route.client or 'all clients'}"
        for route in Route.objects.select_related("client")
        if route.client_id not in served
        and row.client_id in (None, route.client_id)
        and any(account == row.account for account, _ in route.choices)
    ]
    return [*routes, *_pinned_to(row, served)]


def _pinned_to(row: Credential, served: set[int | None]) -> list[str]:
    """Steps of published workflows that let only a model of this account answer."""
    pinned = Step.objects.filter(
        version__state=Version.State.PUBLISHED, settings__pin__startswith=f"{row.account}/"
    )
    return [
        f"the step “{step}” of “{step.version.workflow}” ({step.client})"
        for step in pinned.select_related("client", "version__workflow")
        if step.client_id not in served and row.client_id in (None, step.client_id)
    ]


def _afterwards(request: HttpRequest, row: Credential, work: Any) -> HttpResponse:
    seen = scope.current()
    if request.method == "POST":
        transaction.on_commit(lambda: work(row.pk, seen))
    return redirect(_page(row))


def _form_of(obj: Model | None) -> type[NewCredentialForm] | type[ChangedCredentialForm]:
    if obj is None:
        return NewCredentialForm
    return ServerForm if _is_server(obj) else ChangedCredentialForm


def _of_a_server() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("Models", {"fields": ["models_in_order", "more_models"]}),
        ("What it can do", {
            "fields": list(ABILITIES),
            "description": "Servers differ. Leave this as it is, and change what the test complains about.",
        }),
    ]  # fmt: skip


def _is_server(obj: Model | None) -> bool:
    return isinstance(obj, Credential) and obj.kind == SERVER


def _page(row: Any) -> str:
    return reverse("admin:workflows_credential_change", args=[row.pk])
