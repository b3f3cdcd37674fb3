"""The file that a document was read from: downloaded, replaced, read once more."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from memory import configured, documents, parsing
from memory.admin.editing import done, only_post, url
from memory.admin.versions_page import find
from memory.models import Document
from tenants.admin.base import TenantAdmin, person


def original(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    """Always a download and never shown: no browser looks for a page in what a stranger wrote."""
    version = find(document, request.GET.get("version", str(document.number)))
    if version.original is None:
        raise Http404
    response = HttpResponse(bytes(version.original), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(version.filename, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def replace(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    only_post(request)
    file = request.FILES.get("file")
    if file is None:
        admin.message_user(request, "Choose the file that takes its place.", level="ERROR")
        return redirect(url(document))

    def take() -> None:
        name = file.name or ""
        parsing.check_size(file.size or 0, name, configured.limits())
        documents.replace_upload(document, file.read(), name, person(request))

    return done(admin, request, document, take, "The new file is kept, and read in a moment.")


def again(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    only_post(request)
    return done(admin, request, document, lambda: documents.retry(document), "It is tried again.")


def look_again(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    only_post(request)
    told = "The page is fetched again. If its words have changed, they become a new version."
    return done(admin, request, document, lambda: documents.look_again(document), told)
