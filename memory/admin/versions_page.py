"""A document's versions: what changed between any two, and an earlier one made current again."""

from django.http import Http404, HttpRequest, HttpResponse

from memory import documents
from memory.admin.document_page import frame
from memory.admin.editing import done, only_post
from memory.models import Document, DocumentVersion
from memory.prose.diffing import diff
from tenants.admin.base import TenantAdmin, person

LONGEST = 200_000  # characters that are compared; a longer text would keep the page waiting


def page(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    """?from=N&to=M; without them the last change."""
    kept = list(document.versions.defer("original", "text").select_related("by"))
    shown = [version.number for version in kept if version.digest]
    old = _number(request, "from", shown[1] if len(shown) > 1 else 0)
    new = _number(request, "to", shown[0] if shown else 0)
    context = {
        "versions": kept,
        "readable_numbers": shown,
        "old": old,
        "new": new,
        "difference": None,
    }
    if old in shown and new in shown and old != new:
        context |= _compared(document, old, new)
    return admin.render(
        request, "admin/documents/versions.html", frame(request, document, "versions") | context
    )


def restore(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    only_post(request)
    version = find(document, request.POST.get("version", ""))
    told = f"Version {version.number} is current again. It is found in a moment."
    return done(
        admin,
        request,
        document,
        lambda: documents.restore(document, version, person(request)),
        told,
        "versions",
    )


def find(document: Document, number: str) -> DocumentVersion:
    asked = document.versions.filter(number=number) if number.isdecimal() and len(number) < 9 else None
    version = asked.first() if asked is not None else None
    if version is None:
        raise Http404
    return version


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    number = request.GET.get(name, "")
    return int(number) if number.isdecimal() and len(number) < 9 else otherwise


def _compared(document: Document, old: int, new: int) -> dict[str, object]:
    texts = dict(document.versions.filter(number__in=[old, new]).values_list("number", "text"))
    longer = max(map(len, texts.values())) > LONGEST
    difference = diff(texts[old][:LONGEST], texts[new][:LONGEST], sink=2)
    return {"difference": difference, "compared": LONGEST if longer else 0}
