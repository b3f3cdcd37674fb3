"""Documents that say nearly the same as this one, or otherwise, and lessons that do: merged, or both kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from memory import clashes, twins
from memory.admin.document_page import frame
from memory.admin.editing import EDIT, may_edit, url
from memory.models import Clash, Document, Twin
from memory.prose.diffing import diff
from tenants.admin.base import TenantAdmin, person

SHOWN = 5
MEANWHILE = (
    "Somebody else decided about these two at the same moment. Nothing was changed by you: look again."
)
LONGEST = 60_000  # characters of each that are set side by side


def page(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    alike, clashing = twins.of(document), clashes.of_document(document)
    if request.method == "POST" and "clash" in request.POST:
        return _keep(admin, request, document, clashing)
    if request.method == "POST":
        return _decide(admin, request, document, alike)
    pairs = [_pair(twin, document) for twin in alike[:SHOWN]]
    more = len(alike) - len(pairs) + len(clashing[SHOWN:])
    context = {"pairs": pairs, "clashes": clashing[:SHOWN], "more": more}
    around = frame(request, document, "alike", len(alike) + len(clashing))
    return admin.render(request, "admin/documents/alike.html", around | context)


def _keep(
    admin: TenantAdmin, request: HttpRequest, document: Document, clashing: list[Clash]
) -> HttpResponse:
    """It and a lesson that says otherwise are both right."""
    if not may_edit(request, document.client_id):
        return admin.refuse(request, EDIT)
    clash = next((each for each in clashing if str(each.pk) == request.POST["clash"]), None)
    if clash is None:
        raise Http404
    clashes.keep_both(clash, person(request))
    admin.message_user(request, "Both are kept, and you are not asked about them again.")
    return redirect(url(document, "alike"))


def _decide(admin: TenantAdmin, request: HttpRequest, document: Document, alike: list[Twin]) -> HttpResponse:
    if not may_edit(request, document.client_id):
        return admin.refuse(request, EDIT)
    twin = next((each for each in alike if str(each.pk) == request.POST.get("twin")), None)
    if twin is None:
        raise Http404
    if not twins.hold(twin):
        admin.message_user(request, MEANWHILE, level="WARNING")
        return redirect("admin:memory_document_changelist")
    other, choice = _other(twin, document), request.POST.get("choice")
    if choice == "both":
        twins.keep_both(twin, person(request))
        admin.message_user(request, "Both are kept, and you are not asked about them again.")
        return redirect(url(document, "alike"))
    kept, gone = (document, other) if choice == "this" else (other, document)
    if choice not in ("this", "other"):
        raise Http404
    title = gone.title
    twins.merge(kept, gone, person(request))
    admin.message_user(request, f"“{title}” was merged into this one, and is forgotten.")
    return redirect(url(kept))


def _pair(twin: Twin, document: Document) -> dict[str, Any]:
    """A pair as this document's page shows it: its own sentence first."""
    is_older = twin.document_id == document.pk
    is_alike = twin.share >= twins.ALIKE
    return {
        "twin": twin,
        "other": _other(twin, document),
        "percent": round(100 * twin.share) if is_alike else 0,
        "otherwise": [(ours, theirs) if is_older else (theirs, ours) for ours, theirs in twin.otherwise],
        "difference": _difference(document, twin) if is_alike else "",
        "compared": LONGEST if max(len(twin.document.text), len(twin.other.text)) > LONGEST else 0,
    }


def _other(twin: Twin, document: Document) -> Document:
    return twin.other if twin.document_id == document.pk else twin.document


def _difference(document: Document, twin: Twin) -> str:
    return diff(_other(twin, document).text[:LONGEST], document.text[:LONGEST], sink=2)
