"""Baton's own shelf: where approved pieces lie until a CMS pulls them by the API. From here they also enter memory."""

import hashlib
from uuid import UUID

from django.utils.timezone import now

from memory import remembering
from tenants.scope import tenant_tx
from workflows import leases
from workflows.engine.tools import Parcel, Receipt, Trouble
from workflows.models import Delivery, Run
from workflows.models.event import record


def put(held: leases.Claim, run_id: UUID, attempt_id: int, parcel: Parcel) -> Receipt | Trouble:
    """Exactly once for each run, step and item. A newer approved text takes the older one's place."""
    if parcel.connection:
        return Trouble(
            f"There is no connection “{parcel.connection}”. Leave it empty to use the shelf.", True, "agency"
        )
    with tenant_tx(held.client_id):
        leases.renew(held)
        run = Run.objects.get(pk=run_id)
        delivery, is_new = Delivery.objects.update_or_create(
            client_id=held.client_id, run=run, step_key=parcel.step, item=parcel.item,
            defaults={
                "attempt_id": attempt_id, "title": parcel.title, "slug": parcel.slug, "text": parcel.text,
                "digest": hashlib.sha256(parcel.text.encode()).hexdigest(), "approved_by": _approved_by(run),
                "delivered_at": now(),  # a newer text is news to whoever asks what came since
            },
        )  # fmt: skip
        if is_new:
            record(
                held.client_id, "piece.delivered", run=run_id, step_key=parcel.step, delivery=str(delivery.pk)
            )
            remembering.remember_piece(
                held.client_id, parcel.title, parcel.text, run_id=run_id, brief=run.brief
            )
    return Receipt(str(delivery.pk))


def _approved_by(run: Run) -> str:
    """A person's approval counts only where a person decided on this run."""
    decided = run.attempts.filter(by_person=True, state="passed").exists()
    return Delivery.ApprovedBy.PERSON if decided else Delivery.ApprovedBy.GATES
