"""A trial that goes step by step: it does its first steps and rests, and is sent on by one more, or to the end.

What may be done is the beginning of its definition, so nothing of the engine knows of it: going on is planning anew
with more steps. A gate belongs to the steps above it: what it sends back is done again before the trial rests.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from workflows import doorbell, leases, pausing, records, retrying
from workflows.engine.definition import Step
from workflows.engine.plan import plan
from workflows.models import Run


def following(run: Run) -> Step | None:
    """The step that comes next, where the trial rests before one. A gate that flags the piece only stops it because
    the person below isn't there yet."""
    done = (run.trial or {}).get("steps")
    rests = run.state == Run.State.DONE or (run.state == Run.State.STOPPED and run.flagged)
    order = run.definition.graph.order
    return run.definition.step(order[done]) if done and rests and done < len(order) else None


def held(run: Run) -> str:
    """Of one that rests: the limit that it has met, so that no more step of it would be done. "" where it may go on."""
    ending = plan(run.definition, records.history(run), now(), spent=retrying.spent_by(run)).ending
    return ending.sentence if ending and ending.state == "stopped" else ""


@transaction.atomic
def further(runs: Sequence[Run], seen: int, *, to_end: bool = False) -> bool:
    """Send them on. `seen`: what the person saw done of the first that rests; False where it went on meanwhile."""
    resting = [run for run in runs if following(run)]
    for run in resting:
        leases.lock(run.pk)
        run.refresh_from_db()
    resting = [run for run in resting if following(run) and not held(run)]
    if not resting or done(resting) != seen:
        return False
    for run in resting:
        _send(run, 0 if to_end else _steps(run) + 1)
    doorbell.ring()
    return True


def done(runs: Sequence[Run]) -> int:
    """Steps of the first that rests; 0 where none does."""
    return next((_steps(run) for run in runs if following(run)), 0)


def _steps(run: Run) -> int:
    return int((run.trial or {}).get("steps") or 0)


def _send(run: Run, steps: int) -> None:
    run.trial = {**(run.trial or {}), "steps": steps}
    run.state, run.sentence, run.finished_at = Run.State.QUEUED, "", None
    run.save(update_fields=["trial", "state", "sentence", "finished_at"])
    pausing.queue_again(run)
    leases.wake(run.pk)
