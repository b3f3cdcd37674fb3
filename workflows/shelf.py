"""Baton's own shelf: where approved pieces lie until a CMS pulls them by the API. From here they also enter memory."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from memory import documents, remembering
from tenants.scope import tenant_tx
from workflows import approvals, leases
from workflows.engine.tools import Parcel, Receipt, Trouble
from workflows.models import Delivery, Run
from workflows.models.event import record


def put(held: leases.Claim, run_id: UUID, attempt_id: int, parcel: Parcel) -> Receipt | Trouble:
    """Exactly once for each run, step and item: the same text again changes nothing, a newer one takes its place."""
    if parcel.connection:
        sentence = f"There is no connection “{parcel.connection}”. Leave it empty to use the shelf."
        return Trouble(sentence, permanent=True, owner="agency")
    digest = documents.digest(parcel.text)
    with tenant_tx(held.client_id):
        if leases.renew(held).cancelled:
            return Trouble("The run was cancelled.", True, "nobody")
        run = Run.objects.get(pk=run_id)
        place: dict[str, Any] = {
            "client_id": held.client_id,
            "run": run,
            "step_key": parcel.step,
            "item": parcel.item,
        }
        lies = Delivery.objects.filter(**place).first()
        if lies and lies.digest == digest:
            return Receipt(str(lies.pk))
        delivery, _ = Delivery.objects.update_or_create(
            **place, defaults=_facts(run, attempt_id, parcel, digest)
        )
        record(held.client_id, "piece.delivered", run=run_id, step_key=parcel.step, delivery=str(delivery.pk))
        remembering.remember_piece(
            held.client_id,
            parcel.title,
            parcel.text,
            run_id=run_id,
            brief=run.brief,
            approved=approvals.of_piece(run, parcel.text),
        )
    return Receipt(str(delivery.pk))


def _facts(run: Run, attempt_id: int, parcel: Parcel, digest: str) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "title": parcel.title,
        "slug": parcel.slug,
        "text": parcel.text,
        "digest": digest,
        "approved_by": _approved_by(run, parcel.text),
        "delivered_at": now(),  # a newer text is news to whoever asks what came since
    }


def _approved_by(run: Run, text: str) -> str:
    """A person's approval counts where it was of exactly this text."""
    decided = approvals.by_person(run, text)
    return Delivery.ApprovedBy.PERSON if decided else Delivery.ApprovedBy.GATES
