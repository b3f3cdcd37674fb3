"""Looking how a batch is that was sent, and booking what came of it."""

from dataclasses import replace
from typing import Any

from workflows.batches import contents, hand, settling
from workflows.batches.account import Bank
from workflows.batches.ordering import GRACE, HANDOVER
from workflows.engine.tools import Reply, Trouble
from workflows.models import Batch
from workflows.providers import known
from workflows.providers.base import Choice
from workflows.providers.batching import UNANSWERED, WITHIN, unanswered
from workflows.providers.catalogue import Catalogue
from workflows.providers.router import priced, today
from workflows.providers.sound import sound

NO_KEY = "The key that its vendor’s batch was asked with isn’t there any more."
LAPSED = "The vendor’s batch gave no answer in the time that was left for it."


def look(batch: Any, bank: Bank | None, run: Any) -> None:
    """`run` runs a coroutine to its end. No transaction is open meanwhile."""
    if bank is None:
        settling.give_up(batch, NO_KEY, is_sure=False)
        return
    names = contents.named(batch)
    answers_here = batch.provider not in known.BATCHED  # the stand-in, which looks at the files only now
    requests = contents.requests(batch, names, with_files=answers_here)
    found = run(bank[0].look(batch.vendor_id, requests, batch.model))
    if isinstance(found, Trouble) or not found.ended:
        _wait(batch, found.kind if isinstance(found, Trouble) else "")
        return
    for name, (client_id, order_id) in names.items():
        result = sound(found.results.get(name) or unanswered(UNANSWERED, "The vendor"))
        settling.book(client_id, order_id, cheaper(result, batch, bank[1]))
    settling.answered(batch)


def cheaper(result: Reply | Trouble, batch: Batch, catalogue: Catalogue) -> Reply | Trouble:
    """With its cost at a batch's price."""
    if isinstance(result, Trouble):
        return result
    choice = Choice(batch.provider, batch.model)
    reply = priced(replace(result, provider=batch.provider), choice, catalogue, today())
    if reply.cost_usd is None:
        return reply
    return replace(reply, cost_usd=reply.cost_usd * known.BATCHED.get(batch.provider, 1))


def _wait(batch: Any, kind: str) -> None:
    if batch.clock > batch.opened_at + HANDOVER + WITHIN + GRACE:
        settling.give_up(batch, LAPSED, is_sure=False)
    else:
        hand.put_off(batch, hand.pause(batch.tries), kind)
