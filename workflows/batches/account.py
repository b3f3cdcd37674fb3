"""At whose account a batch is: the credential that its clients share, as it stands now."""

from workflows import lineup
from workflows.models import Batch
from workflows.providers import batching
from workflows.providers.batching import Batching
from workflows.providers.catalogue import Catalogue

Bank = tuple[Batching, Catalogue]


def of(batch: Batch, pool: lineup.Pool) -> Bank | None:
    """None where nobody of them has the key any more."""
    for client_id in batch.clients:
        registry = lineup.of_client(client_id, pool)
        account = registry.accounts.get(batch.provider)
        if account and account.credential == batch.credential and (found := batching.of(account.provider)):
            return found, registry.catalogue
    return None
