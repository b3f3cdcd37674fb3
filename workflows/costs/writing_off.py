"""Letting go of what lost calls may have cost: a person saw the vendor's bill, and the budget gets its room back."""

from django.db import transaction
from django.db.models.functions import Now

from tenants.models import User
from workflows.costs import sums
from workflows.costs.asked import Asked
from workflows.costs.calls import HOLDING
from workflows.models import Call
from workflows.models.event import record


@transaction.atomic
def write_off(asked: Asked, client_id: int, by: User) -> int:
    """How many calls it was. Their cost stays unknown."""
    found = sums.calls(asked).filter(HOLDING, client=client_id)
    ids = list(found.values_list("pk", flat=True))
    Call.objects.filter(pk__in=ids, cost_usd=None).update(written_off_at=Now())
    if ids:
        words = f"{len(ids)} of {asked.month:%B %Y}, with unknown cost."
        record(client_id, "calls.written_off", sentence=words, by=by, calls=ids)
    return len(ids)
