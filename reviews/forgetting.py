"""Drafts of closed reviews are forgotten after a while. What was decided is kept in the decision; how long people
looked stays too. A sweep's work, safe to do twice."""

from django.conf import settings
from django.db import connection

from reviews.models import Sitting
from tenants.scope import tenant_tx


def forget_old_drafts() -> None:
    for client in _clients():
        with tenant_tx(client):
            Sitting.objects.left_behind(settings.DRAFT_DAYS).update(form={}, kept_at=None)


def _clients() -> list[int]:
    """Asked before any scope exists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT baton_clients_of_old_drafts(%s)", [settings.DRAFT_DAYS])
        return [client for (client,) in cursor.fetchall()]
