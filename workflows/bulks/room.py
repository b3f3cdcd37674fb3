"""Whether a client's queue has room for so many runs at once."""

from django.db.models import F, Sum

from tenants.models import Client
from workflows.models import Bulk, Lease


class NoRoom(Exception):
    """Too many runs would wait. Nothing was started. Its text is a sentence with the figures and what to do."""

    def __init__(self, client: Client, wanted: int, waiting: int) -> None:
        runs = "1 more run" if wanted == 1 else f"{wanted:,} more runs"
        super().__init__(
            f"There is no room for {runs}: “{client}” may have {client.runs_queued:,} waiting in the queue, and "
            f"{waiting:,} are. Nothing was started. Wait until there are fewer, split the sheet, or raise “Runs in the "
            "queue” on the client's page."
        )


def refuse_if_none(client: Client, wanted: int) -> None:
    """Raises NoRoom. Where it doesn't, nobody else can take the room until this transaction ends."""
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    waiting = _waiting(client)
    if waiting + wanted > client.runs_queued:
        raise NoRoom(client, wanted, waiting)


def _waiting(client: Client) -> int:
    """In the queue, or about to be put there."""
    queued = Lease.objects.filter(client_id=client.pk, state=Lease.State.QUEUED).count()
    coming = Bulk.objects.filter(client=client, state=Bulk.State.STARTING)
    return queued + (coming.aggregate(rows=Sum(F("size") - F("begun")))["rows"] or 0)
