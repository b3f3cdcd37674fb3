"""Runs that wait for a model until a time, woken before it: somebody has seen to it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from workflows import doorbell
from workflows.models import Attempt, Lease


@transaction.atomic
def wake(clients: Collection[int]) -> None:
    """Those of these clients, with one ring for all. One that finds its model still passed over waits again."""
    waiting = Attempt.objects.filter(client_id__in=clients, state=Attempt.State.WAITING, wait_until__gt=Now())
    resting = Lease.objects.filter(
        client_id__in=clients,
        state=Lease.State.QUEUED,
        not_before__gt=Now(),
        run_id__in=waiting.values("run_id"),
    )
    found = list(resting.order_by("run_id").select_for_update().values_list("run_id", flat=True))
    if found:
        waiting.filter(run_id__in=found).update(wait_until=Now())
        Lease.objects.filter(run_id__in=found).update(not_before=Now(), touched=F("touched") + 1)
        doorbell.ring()
