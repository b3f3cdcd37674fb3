"""Forgetting asks first, and says what goes and what stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from memory import documents
from memory.admin.document_page import frame
from memory.models import Document
from tenants.admin.base import TenantAdmin


def page(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    if request.method != "POST":
        return admin.render(request, "admin/documents/forget.html", frame(request, document, ""))
    title, from_runs = document.title, bool(request.POST.get("from_runs"))
    documents.forget(document, from_runs)
    told = f"“{title}” is forgotten: its text, its versions and files, and its passages are gone."
    runs = " Its passages go out of the runs that used it in a moment." if from_runs else ""
    admin.message_user(request, told + runs)
    return redirect(reverse("admin:memory_document_changelist"))
