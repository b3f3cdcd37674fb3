"""Django's permission names, answered from the one table in tenants.access."""

from typing import Any

from tenants.access import Access

ABILITY_OF_MODEL = {
    "agency": "manage clients",
    "client": "manage clients",
    "member": "manage people",
    "group": "manage people",
    "agencygroup": "manage people",
    "apikey": "manage keys",
    "credential": "manage keys",
    "embeddingchoice": "manage keys",
    "document": "edit memory",
    "passage": "edit memory",
    "lesson": "edit memory",
    "workflow": "edit workflows",
    "version": "edit workflows",
    "step": "edit workflows",
    "field": "edit workflows",
    "template": "edit workflows",
    "run": "operate runs",
    "bulk": "start runs",
}
KEPT_FROM_OTHERS = {"credential", "embeddingchoice", "agencygroup"}  # seen only by those who may change it
MAY_BE_THE_AGENCYS = {"member", "credential", "embeddingchoice"}
READ_ONLY = {"attempt", "call", "event", "delivery", "review", "decision", "comment"}


def may_touch(access: Access, permission: str, obj: Any = None) -> bool:
    """`permission` as Django writes it: "workflows.change_step". Staff may view; the rest follows the table."""
    app, _, codename = permission.partition(".")
    verb, _, model = codename.partition("_")
    if not may_touch_app(access, app) or (model not in ABILITY_OF_MODEL and model not in READ_ONLY):
        return False
    client = _client_of(obj)
    if verb == "view" and model not in KEPT_FROM_OTHERS:
        return access.may("see", client)
    if model in ABILITY_OF_MODEL and _is_above_clients(verb, model, obj):
        return access.may_for_agency(ABILITY_OF_MODEL[model])
    return model in ABILITY_OF_MODEL and access.may(ABILITY_OF_MODEL[model], client)


def may_touch_app(access: Access, app_label: str) -> bool:
    return access.is_staff and app_label in {"tenants", "memory", "workflows", "reviews"}


def _is_above_clients(verb: str, model: str, obj: Any) -> bool:
    """Who has a role for some clients only makes no others, and doesn't touch those who have one for all, nor what
    holds for all."""
    of_all = model in MAY_BE_THE_AGENCYS and bool(obj) and obj.client_id is None
    return (verb, model) == ("add", "client") or model == "agencygroup" or of_all


def _client_of(obj: Any) -> int | None:
    if obj is None or not getattr(obj, "pk", None):
        return None
    if obj._meta.model_name == "client":
        return obj.pk
    return getattr(obj, "client_id", None)
