"""The page of one model: what it can do, what it costs from which day on; and the form for a new one."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from config.catalogue_forms import FactsForm, NewForm, PriceForm
from config.catalogue_lines import address, price_lines
from config.model_page import ABILITY, may_edit
from config.visitor import person, refuse
from tenants.models import Agency
from workflows import cataloguing, late, lineup
from workflows.models import AgencyModel, AgencyPrice, Credential
from workflows.providers import known
from workflows.providers.catalogue import Catalogue
from workflows.providers.offering import VENDORS, account_name
from workflows.providers.registry import Registry
from workflows.providers.router import today
from workflows.routing import Refused

Named = dict[str, str]  # {"provider", "model"}: a model as rows name it


def view(request: HttpRequest, site: Any) -> HttpResponse:
    """?account=…&model=…: what is known of it, to change; without a model, or with one that nobody knows, a new one."""
    return late.once_more(lambda: _view(request, site))


def _view(request: HttpRequest, site: Any) -> HttpResponse:
    if request.method == "POST" and not may_edit(request):
        return refuse(request, site, ABILITY)
    registry, named = lineup.of_agency(), _named(request)
    built_in = known.MODELS.find(named["model"], named["provider"])
    own = AgencyModel.objects.filter(**named).first()
    form = _form(request, registry, named, own)
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.agency = Agency.objects.get()
        if isinstance(form, FactsForm) and not isinstance(form, NewForm):
            row.provider, row.model = named["provider"], named["model"]
        cataloguing.keep(row, person(request))
        messages.success(request, f"“{row.label}” is saved. Calls from now on follow it.")
        return redirect(address(row.provider, row.model))
    return _page(request, site, form, registry.catalogue, named, own is not None, built_in is not None)


def back(request: HttpRequest, site: Any) -> HttpResponse:
    """Forget the agency's own facts; a model that Baton doesn't know is gone with them."""
    named = _changing(request)
    if not may_edit(request):
        return refuse(request, site, ABILITY)
    row = get_object_or_404(AgencyModel, **named)
    try:
        cataloguing.let_go(row, person(request))
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect(_address(named))
    if known.MODELS.find(named["model"], named["provider"]):
        messages.success(request, f"“{row.label}” is again as Baton knows it.")
        return redirect(_address(named))
    messages.success(request, f"“{row.label}” is out of the catalogue.")
    return redirect("admin:models")


def price(request: HttpRequest, site: Any) -> HttpResponse:
    named = _changing(request)
    if not may_edit(request):
        return refuse(request, site, ABILITY)
    catalogue = lineup.of_agency().catalogue
    model = catalogue.find(named["model"], named["provider"])
    if model is None:
        raise Http404
    form = PriceForm(request.POST, prefix="price")
    if form.is_valid():
        row = form.save(commit=False)
        row.agency, row.provider, row.model = Agency.objects.get(), named["provider"], named["model"]
        cataloguing.price(row, model.label, person(request))
        messages.success(request, f"The price from {row.effective_from:%-d %B %Y} is kept.")
        return redirect(_address(named))
    own = AgencyModel.objects.filter(**named).first()
    facts = FactsForm(instance=own, initial=None if own else cataloguing.facts_of(model))
    is_known = known.MODELS.find(named["model"], named["provider"]) is not None
    return _page(request, site, facts, catalogue, named, own is not None, is_known, form)


def drop(request: HttpRequest, site: Any) -> HttpResponse:
    """POST price=ID: a price that doesn't hold yet."""
    pk = request.POST.get("price", "")
    if request.method != "POST" or not pk.isdecimal() or len(pk) > 18:
        raise Http404
    if not may_edit(request):
        return refuse(request, site, ABILITY)
    row = get_object_or_404(AgencyPrice, pk=pk)
    label = lineup.of_agency().catalogue.label(row.model, row.provider)
    try:
        cataloguing.drop(row, label, today(), person(request))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The price from {row.effective_from:%-d %B %Y} is gone again.")
    return redirect(address(row.provider, row.model))


def _form(request: HttpRequest, registry: Registry, named: Named, own: AgencyModel | None) -> ModelForm:
    data = request.POST if request.method == "POST" else None
    row = registry.catalogue.find(named["model"], named["provider"])
    if row is None or not named["model"]:
        initial = {**named, "label": named["model"]} if named["model"] else None
        return NewForm(_accounts(registry), data, initial=initial)
    return FactsForm(data, instance=own, initial=None if own else cataloguing.facts_of(row))


def _accounts(registry: Registry) -> list[tuple[str, str]]:
    """The vendors, the environment's server, and every server within the scope, a client's own too."""
    servers = {row.account for row in Credential.objects.filter(kind=Credential.Kind.COMPATIBLE)}
    names = dict.fromkeys([*VENDORS, *registry.servers, *sorted(servers)])
    return [(name, account_name(name)) for name in names]


def _page(
    request: HttpRequest, site: Any, form: ModelForm, catalogue: Catalogue, named: Named,
    own: bool, built_in: bool, price_form: PriceForm | None = None,
) -> HttpResponse:  # fmt: skip
    model, day = catalogue.find(named["model"], named["provider"]), today()
    context = {
        **site.each_context(request),
        "title": model.label if model else "New model",
        "form": form,
        "model": model,
        "account": account_name(named["provider"]),
        "named": named,
        "own": own,
        "built_in": built_in,
        "may_edit": may_edit(request),
        "prices": price_lines(model, AgencyPrice.objects.filter(**named), day) if model else [],
        "price_form": price_form or PriceForm(prefix="price", initial={"effective_from": day.isoformat()}),
    }
    return TemplateResponse(request, "admin/models/model.html", context)


def _named(request: HttpRequest) -> Named:
    return {"provider": request.GET.get("account", "")[:60], "model": request.GET.get("model", "")[:120]}


def _changing(request: HttpRequest) -> Named:
    named = {"provider": request.POST.get("account", ""), "model": request.POST.get("model", "")}
    if request.method != "POST" or not all(named.values()):
        raise Http404
    return named


def _address(named: Named) -> str:
    return address(named["provider"], named["model"]) if named["model"] else reverse("admin:models")
