"""Documents in the admin: found, given, read, changed, forgotten. Each page is a file beside this one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from memory.admin import (
    document_page,
    file_page,
    forgetting_page,
    giving,
    listing,
    passages,
    several_page,
    twins_page,
    versions_page,
)  # fmt: skip
from memory.admin.editing import EDIT
from memory.models import Document
from tenants.admin.base import TenantAdmin


@admin.register(Document)
class DocumentAdmin(TenantAdmin):
    ability = EDIT
    list_display = ["title"]
    search_fields = ["title"]  # of the search over everything
    ordering = ["title"]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("live/", self.admin_site.admin_view(self.live), name="memory_document_live"),
            path("tag/", self.admin_site.admin_view(self.tag), name="memory_document_tag"),
            path("several/", self.admin_site.admin_view(self.several), name="memory_document_several"),
            self.page("change/", "change", document_page.page),
            self.page("state/", "state", document_page.state),
            self.page("about/", "about", document_page.about, EDIT),
            self.page("versions/", "versions", versions_page.page),
            self.page("restore/", "restore", versions_page.restore, EDIT),
            self.page("original/", "original", file_page.original),
            self.page("replace/", "replace", file_page.replace, EDIT),
            self.page("again/", "again", file_page.again, EDIT),
            self.page("look-again/", "look_again", file_page.look_again, EDIT),
            self.page("alike/", "alike", twins_page.page),
            self.page("copy/", "copy", document_page.copy, EDIT),
            self.page("forget/", "forget", forgetting_page.page, EDIT),
            self.page("passages/<int:passage>/use/", "use", passages.use, EDIT),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._see(request)
        return listing.page(self, request)

    def live(self, request: HttpRequest) -> HttpResponse:
        self._see(request)
        return listing.live(self, request)

    def tag(self, request: HttpRequest) -> HttpResponse:
        self._see(request)
        return listing.tag(self, request)

    def several(self, request: HttpRequest) -> HttpResponse:
        self._see(request)
        return several_page.page(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return giving.page(self, request) if self.has_add_permission(request) else self.refuse(request, EDIT)

    def _see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
