"""Second thoughts about a bulk start."""

from django.db import transaction
from django.db.models.functions import Now

from tenants.models import User
from workflows import decisions
from workflows.models import Bulk


@transaction.atomic
def cancel(bulk: Bulk, by: User | None = None) -> int:
    """No more rows start, and runs that nobody has begun end. Returns how many that keeps from running. The rows that
    never started are kept, so that the results can name them."""
    bulk = Bulk.objects.defer("rows").select_for_update(no_key=True, of=("self",)).get(pk=bulk.pk)
    kept = 0
    if bulk.state == Bulk.State.STARTING:
        kept = bulk.size - bulk.begun
        Bulk.objects.filter(pk=bulk.pk).update(state=Bulk.State.CANCELLED, moved_at=Now())
    return kept + decisions.cancel_unbegun(bulk.runs.all(), by)
