"""The Models page: which models answer for each kind of task, in order, and what they cost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from config import operations_page
from workflows import circuits, lineup
from workflows.providers import known

WORDS = {
    "writing": "Writing and revising",
    "structured": "Answers with named parts",
    "judging": "Judging by criteria: never the model that wrote",
    "vision": "Pictures and PDF",
    "cheap": "Small tasks, quick and cheap",
}


def view(request: HttpRequest, site: Any) -> HttpResponse:
    today = localdate()
    connected = lineup.of_agency()
    context = {
        **site.each_context(request),
        "title": "Models",
        "offline": connected.is_offline,
        "routes": [(name, WORDS.get(name, name), choices) for name, choices in connected.routes.items()],
        "models": [
            (model, model.price(today), model.next_price(today), model.provider in connected.accounts)
            for model in connected.catalogue
        ],
        "read_on": known.READ_ON,
        "passed_over": circuits.passed_over(lineup.all_accounts(), lambda: connected.catalogue),
        "may_try": operations_page.visible(request),
    }
    return TemplateResponse(request, "admin/models.html", context)
