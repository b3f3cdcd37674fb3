"""Embeddings: who makes a client's vectors, tried out, replaced; and how far each client's memory is."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from unfold.decorators import display

from memory import configured, indexing, replacing, trying
from memory.admin.embedding_form import ChangedEmbeddingForm, NewEmbeddingForm
from memory.models import EmbeddingChoice, VectorIndex
from tenants import scope
from tenants.admin.base import person
from tenants.admin.sealed import SealedAdmin

STATES = {"Works": "success", "Fails": "danger"}


def visible(request: HttpRequest) -> bool:
    """Whether it stands in the menu."""
    return bool(request.access.may("manage keys"))  # type: ignore[attr-defined]


@admin.register(EmbeddingChoice)
class EmbeddingAdmin(SealedAdmin):
    nothing_yet = (
        "None chosen",
        "Add one, for all clients or for one, and it stands here with its last test.",
    )
    for_one = "The client whose memory it is for."
    list_display = ["what", "whose", "numbers", "state", "last_test"]
    list_before_template = "admin/embeddings/about.html"
    change_form_outer_before_template = "admin/embeddings/above.html"

    def get_urls(self) -> list[URLPattern]:
        pages = [
            self.page("test/", "test", _test, self.ability),
            self.page("stop/", "stop", _stop, self.ability),
        ]
        return [*pages, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Replaced ones are no one's matter."""
        return super().get_queryset(request).filter(replaced_at=None)

    # --- the form --------------------------------------------------------------------------------------------------
    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        form = ChangedEmbeddingForm if obj else NewEmbeddingForm
        return super().get_form(request, obj, **{"form": form} | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj:
            return [(None, {"fields": [*self.get_readonly_fields(request, obj), "base_url", "secret"]})]
        return [
            (None, {"fields": ["kind", "client", "secret", "name", "dimensions"]}),
            ("A server of your own", {
                "fields": ["base_url", "query_prefix", "document_prefix"],
                "description": "OpenAI and Gemini need none of these, unless calls go through a gateway.",
            }),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ["kind", "whose", "name", "dimensions", "query_prefix", "document_prefix"] if obj else []

    def save_model(self, request: HttpRequest, obj: EmbeddingChoice, form: Any, change: bool) -> None:
        secret = form.cleaned_data["secret"]
        if not change:
            obj.created_by = person(request)
            replacing.choose(obj, secret)
            return
        if secret or "base_url" in form.changed_data:
            obj.put(secret or obj.secret())
        obj.save()

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: Any = None) -> HttpResponse:
        self.message_user(
            request, f"{obj} is kept. Vectors are made with it beside the old ones.", messages.SUCCESS
        )
        return redirect(_page(obj))

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        self.message_user(request, f"{obj} is saved.", messages.SUCCESS)
        return redirect(_page(obj))

    # --- the list --------------------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        indexes = VectorIndex.objects.filter(client__in=self.clients(request)).select_related("client")
        shown = list(indexes.order_by("client__name"))
        lacking = indexing.lacking(index.client_id for index in shown)
        indexed = [(index, lacking.get(index.client_id)) for index in shown]
        above = {"installation": configured.embedder().label, "indexes": indexed}
        return super().changelist_view(request, above | (extra_context or {}))

    @display(description="Who makes them", header=True)
    def what(self, row: EmbeddingChoice) -> tuple[str, str]:
        return str(row), row.base_url or row.identity.partition("@")[0]

    @display(description="Dimensions")
    def numbers(self, row: EmbeddingChoice) -> str:
        return row.identity.rpartition("@")[2]

    @display(description="State", label=STATES)
    def state(self, row: EmbeddingChoice) -> str:
        return {None: "Not tested", True: "Works", False: "Fails"}[row.test_passed]


def _test(page: EmbeddingAdmin, request: HttpRequest, row: EmbeddingChoice) -> HttpResponse:
    """POST. The call is made after this request's transaction, and before its answer."""
    seen = scope.current()
    assert seen is not None
    if request.method == "POST":
        transaction.on_commit(lambda: trying.test(row.pk, seen))
    return redirect(_page(row))


def _stop(page: EmbeddingAdmin, request: HttpRequest, row: EmbeddingChoice) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    replacing.give_up(row)
    page.message_user(request, f"{row} isn’t used any more, once the vectors of what is above it are made.")
    return redirect("admin:memory_embeddingchoice_changelist")


def _page(row: Any) -> str:
    return reverse("admin:memory_embeddingchoice_change", args=[row.pk])
