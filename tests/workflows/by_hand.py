"""Carrying a run by hand, turn by turn, as a worker does, to stop it wherever a test wants."""

import asyncio
from datetime import timedelta

from django.utils.timezone import now

from workflows import leases
from workflows.engine.outcomes import Outcome, Passed
from workflows.models import Lease, Run
from workflows.runner.carrier import burial
from workflows.runner.loading import InHand, load
from workflows.runner.performing import Ended, Work
from workflows.runner.storing import store
from workflows.runner.turn import LOST, Turn


def claimed(run: Run, owner: str = "by hand") -> leases.Claim:
    held = leases.claim_one(run.pk, owner)
    assert held
    return held


def in_hand(run: Run, owner: str = "by hand") -> InHand:
    held = claimed(run, owner)
    return load([held])[held.run_id]


def turned(run: InHand, *ended: Ended, resting: bool = False) -> Turn:
    """Settle what ended, begin what is ready, and store it all; raises what the store says."""
    turn = Turn(run, resting=resting)
    for attempt in run.open if not ended else []:
        turn.close(attempt, LOST)
    turn.settle(list(ended))
    asyncio.run(turn.begin(set()))
    (answer,) = store([turn.changes])
    if isinstance(answer, Exception):
        raise answer
    run.renewed(answer.lease)
    run.ids.update(answer.ids)
    return turn


def played_to(run: Run, key: str) -> tuple[InHand, Work]:
    """Carry the run until this step has begun, every step before it passing."""
    hand, ended = in_hand(run), list[Ended]()
    while True:
        turn = turned(hand, *ended)
        for work in turn.begun:
            if work.step.key == key:
                return hand, work
        ended = [Ended(work, passed(work)) for work in turn.begun]


def passed(work: Work) -> Outcome:
    return Passed({"text": f"A text by {work.step.key}."})


def buried(held: leases.Claim) -> None:
    store([burial(held)])


def expire(run: Run) -> None:
    """Its lease runs out."""
    Lease.objects.filter(run_id=run.pk).update(lease_until=now() - timedelta(seconds=1))
