"""For pages of apps below this one, which can't ask who paused a client."""

from django import template

from tenants.models import Client
from workflows import pausing
from workflows.models import Event

register = template.Library()


@register.simple_tag
def pause_of(client: Client) -> Event | None:
    """When the client was paused, and by whom; None if it isn't."""
    return pausing.since(client)
