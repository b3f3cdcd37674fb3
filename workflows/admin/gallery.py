"""Start from the gallery: its cards, the page of each, and the draft that a client gets of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from unfold import widgets

from memory.prose import markdown
from tenants.admin.base import only_of, person
from tenants.models import Client
from workflows.admin.frame import url
from workflows.diagram import both, svg
from workflows.engine.definition import Step
from workflows.engine.kinds import KINDS
from workflows.engine.reach import readable
from workflows.exchange import taking
from workflows.exchange.material import Sample
from workflows.forms.questions import KINDS as ANSWERS
from workflows.gallery.entries import Entry, entries, search

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin


@dataclass(frozen=True)
class Card:
    entry: Entry
    drawing: SafeString
    asks: str


class StartForm(forms.Form):
    client = forms.ModelChoiceField(
        queryset=Client.objects.none(),
        empty_label="Choose …",
        widget=widgets.UnfoldAdminSelectWidget,
        error_messages={"required": "Choose whose workflow it is to be."},
    )
    name = forms.CharField(
        max_length=120,
        help_text="What the client calls it.",
        widget=widgets.UnfoldAdminTextInputWidget,
        error_messages={"required": "Give it a name."},
    )


def page(admin: "WorkflowAdmin", request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise Http404
    asked = request.GET.get("q", "")[:100]
    context = {
        "title": "Start from the gallery",
        "q": asked,
        "cards": [card(entry) for entry in search(asked)],
        "may_add": admin.has_add_permission(request),
        "client": request.GET.get("client", "")[:20],
    }
    return admin.render(request, "admin/gallery/list.html", context)


def entry_page(admin: "WorkflowAdmin", request: HttpRequest, slug: str) -> HttpResponse:
    entry = entries().get(slug)
    if entry is None or not admin.has_view_permission(request):
        raise Http404
    if request.method == "POST" and not admin.has_add_permission(request):
        return admin.refuse(request, admin.ability)
    form = _form(admin, request, entry)
    if request.method == "POST" and form.is_valid():
        return _begun(admin, request, entry, form.cleaned_data)
    return admin.render(request, "admin/gallery/entry.html", _shown(admin, request, entry) | {"form": form})


def card(entry: Entry) -> Card:
    drawn = svg(entry.definition, name=f"of-{entry.slug}")
    return Card(entry, mark_safe(drawn), _asks(entry))


def _form(admin: "WorkflowAdmin", request: HttpRequest, entry: Entry) -> StartForm:
    clients = admin.clients(request).order_by("name")
    chosen = request.GET.get("client") or (clients[0].pk if len(clients) == 1 else None)
    initial = {"name": entry.material.name, "client": chosen}
    form = StartForm(request.POST if request.method == "POST" else None, initial=initial)
    field = form.fields["client"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = clients
    only_of(clients, request.POST.get("client", ""))
    return form


def _begun(admin: "WorkflowAdmin", request: HttpRequest, entry: Entry, asked: dict[str, Any]) -> HttpResponse:
    named = entry.material.model_copy(update={"name": asked["name"]})
    slug = taking.free_slug(asked["client"], entry.slug)
    taken = taking.take(asked["client"], named, person(request), slug=slug, origin=entry.slug)
    sentence = "is a draft now. Read its prompts and rules, publish it, and start a run on a sample brief."
    admin.message_user(request, f"“{taken.workflow}” {sentence}", level="SUCCESS")
    return redirect(url(taken.workflow, "process"))


def _shown(admin: "WorkflowAdmin", request: HttpRequest, entry: Entry) -> dict[str, Any]:
    definition = entry.definition
    return {
        "title": entry.material.name,
        "entry": entry,
        "asks": _asks(entry),
        "diagrams": [mark_safe(one) for one in both(definition)],
        "documentation": mark_safe(markdown.html(entry.leaflet.documentation)),
        "steps": [(step, _sentence(entry, step)) for step in definition.steps],
        "questions": [(field, ANSWERS[field.kind].lower()) for field in definition.fields],
        "samples": [(sample.name, _answers(entry, sample)) for sample in entry.leaflet.samples],
        "may_add": admin.has_add_permission(request),
    }


def _sentence(entry: Entry, step: Step) -> str:
    return str(KINDS[step.kind].module.explain(step, entry.definition))


def _answers(entry: Entry, sample: Sample) -> list[tuple[str, list[str]]]:
    """Label and answer, in the order of the form."""
    given = readable(sample.inputs)
    labels = [(field.label, given[field.key]) for field in entry.definition.fields if field.key in given]
    return [
        (label, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        for label, value in labels
    ]


def _asks(entry: Entry) -> str:
    reviews = [step for step in entry.definition.steps if step.kind == "review"]
    modes = {(step.read.mode, bool(step.when)) for step in reviews}
    if ("always", False) in modes:
        return "A person sees each piece"
    more = bool(modes - {("flagged", False)})
    return "A person sees what is flagged" + (", and some of the rest" if more else "")
