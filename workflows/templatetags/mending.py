"""The summary at the head of a refused form: how many things are to mend, each with a link to its place."""

from typing import Any

from django import template

from workflows.forms.mends import mends

register = template.Library()


@register.inclusion_tag("admin/forms/mends.html")
def to_mend(*forms: Any) -> dict[str, Any]:
    return {"mends": mends(*filter(None, forms))}
