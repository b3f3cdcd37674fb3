"""One document: its words, how far its reading is, what is known about it, and a copy for another client."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from memory import clashes, copying, documents, headings, overtaking, phrases, samples, twins, versions
from memory.admin import passages
from memory.admin.editing import EDIT, done, may_edit, only_post, url
from memory.admin.giving import READ, TagsField
from memory.models import Document, Source
from memory.prose.rendering import render
from memory.recalled import PINNED_KINDS
from memory.refusals import FROM_THE_WEB, Refused
from tenants import languages, scripts
from tenants.admin.base import TenantAdmin, person

LABELS = {each.code: each.label.partition(" · ")[0] for each in languages.ALL}
NOT_CHANGED = 204
TABS = [("change", "Text"), ("versions", "Versions"), ("alike", "Similar and contrary")]


class ChangeForm(forms.ModelForm):
    class Meta:
        model = Document
        fields = ["title", "kind", "text"]
        widgets = {
            "title": widgets.UnfoldAdminTextInputWidget,
            "kind": widgets.UnfoldAdminSelectWidget,
            "text": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 18}),
        }

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if self.instance.source == Source.IMPORTED and kind in PINNED_KINDS:
            raise forms.ValidationError(FROM_THE_WEB)
        return kind


class AboutForm(forms.ModelForm):
    tags = TagsField(required=False, help_text="With commas between them.")

    class Meta:
        model = Document
        fields = ["tags", "expires_at"]
        labels = {"expires_at": "Recalled until"}
        help_texts = {"expires_at": "After this day it is kept, but no run gets it any more. Empty: no end."}
        widgets = {"expires_at": widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"})}


def page(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    if request.method == "POST" and not may_edit(request, document.client_id):
        return admin.refuse(request, EDIT)
    form = ChangeForm(request.POST or None, instance=document)
    based = request.POST.get(overtaking.FIELD, document.number)
    if request.method == "POST" and form.is_valid():
        before = Document.objects.get(pk=document.pk)  # the form has changed its own
        try:
            seen = overtaking.based(request.POST)
            documents.replace(before, **form.cleaned_data, by=person(request), seen=seen)
        except overtaking.Overtaken as refusal:
            form.add_error(None, refusal.sentence)
            based = before.number
        except Refused as refusal:
            form.add_error("text", refusal.sentence)
        else:
            admin.message_user(request, "Saved. The new words are found in a moment.")
            return redirect(url(document))
    return _shown(admin, request, document, form, based, AboutForm(instance=document))


def _shown(
    admin: TenantAdmin,
    request: HttpRequest,
    document: Document,
    form: ChangeForm,
    based: str | int,
    about: AboutForm,
) -> HttpResponse:
    document.refresh_from_db()  # a refused change is in its form, not on the page
    facts = _text(admin, request, document) | {"form": form, "about": about, "based": based}
    return admin.render(request, "admin/documents/page.html", frame(request, document, "change") | facts)


def state(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    """How far it is; 204 while nothing changed. The page isn't loaded anew: somebody may be typing in it."""
    if request.GET.get("seen") == document.state:
        return HttpResponse(status=NOT_CHANGED)
    return admin.render(request, "admin/documents/news.html", {"document": document})


def about(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    only_post(request)
    form = AboutForm(request.POST, instance=document)
    if not form.is_valid():
        where = " and ".join(f"“{form[name].label}”" for name in form.errors)
        told = f"Not saved: mend {where} under “About it”. What you typed stands there still."
        admin.message_user(request, told, level="ERROR")
        return _shown(admin, request, document, ChangeForm(instance=document), document.number, form)
    documents.describe(document, form.cleaned_data["tags"], form.cleaned_data["expires_at"])
    admin.message_user(request, "Saved.")
    return redirect(url(document))


def copy(admin: TenantAdmin, request: HttpRequest, document: Document) -> HttpResponse:
    """Only to a client whose memory this person may edit too."""
    only_post(request)
    asked = request.POST.get("to", "")
    to = admin.clients(request).filter(pk=asked).first() if asked.isdecimal() and len(asked) < 18 else None
    if to is None:
        admin.message_user(request, "Choose the client that gets the copy.", level="ERROR")
        return redirect(url(document))
    told = f"{to} has a copy of its own now. Both documents say so."
    return done(admin, request, document, lambda: copying.copy(document, to, person(request)), told)


def frame(request: HttpRequest, document: Document, tab: str, alike: int | None = None) -> dict[str, Any]:
    """What every page of a document has around it. `alike`: how many twins it has, where that is known."""
    counts = {
        "versions": document.versions.count(),
        "alike": twins.number(document) + len(clashes.of_document(document)) if alike is None else alike,
    }
    return {
        "title": document.title,
        "document": document,
        "newest": versions.newest(document),
        "shown": versions.shown(document),
        "may_edit": may_edit(request, document.client_id),
        "has_expired": document.has_expired(),
        "tab": tab,
        "tabs": [(name, words, url(document, name), counts.get(name, 0)) for name, words in TABS],
        "readable": READ,
    }


def _text(admin: TenantAdmin, request: HttpRequest, document: Document) -> dict[str, Any]:
    return {
        **passages.facts(request, document),
        "prose": render(document.text, sink=2),
        "words": scripts.length(document.text),
        "passages": document.passages.count(),
        "checked": _checked(document),
        "approval": samples.told(document),
        "brief": samples.asked(document),
        "notes": document.notes.select_related("by")[:50],
        "others": admin.clients(request).exclude(pk=document.client_id).order_by("name"),
    }


def _checked(document: Document) -> dict[str, Any] | None:
    """What rules steps check of a document that goes before every prompt; None where that isn't its matter."""
    if document.kind not in PINNED_KINDS or not document.number:
        return None
    never = phrases.forbidden(document.text)
    heading = headings.written("never", document.client.language)
    return {"phrases": never, "heading": heading, "languages": [LABELS[each] for each in headings.HEADINGS]}
