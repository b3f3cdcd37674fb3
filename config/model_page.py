"""The Models page: which models answer for each kind of task, in order, and what they cost."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from workflows.providers import catalogue, registry

WORDS = {
    "writing": "Writing and revising",
    "structured": "Answers with named parts",
    "judging": "Judging by criteria: never the model that wrote",
    "cheap": "Small tasks, quick and cheap",
}


def view(request: HttpRequest, site: Any) -> HttpResponse:
    today = localdate()
    connected = registry.from_environment(settings.MODEL_ENVIRONMENT)
    context = {
        **site.each_context(request),
        "title": "Models",
        "offline": connected.is_offline,
        "routes": [(name, WORDS.get(name, name), choices) for name, choices in connected.routes.items()],
        "models": [
            (model, model.price(today), model.next_price(today), model.provider in connected.providers)
            for model in catalogue.MODELS
        ],
        "read_on": catalogue.READ_ON,
    }
    return TemplateResponse(request, "admin/models.html", context)
