"""A port's trouble as the end of an attempt: try again later, wait, or say who must act."""

from datetime import datetime, timedelta

from workflows.engine.definition import Step
from workflows.engine.outcomes import Failed, Waiting
from workflows.engine.tools import Trouble

LONGEST_PAUSE = 900  # seconds, of our own pauses
LONGEST_ASKED = (
    3600  # seconds, where the other side named the pause. One that is longer is cut to this: to ask once an
)
# hour is no burden to anybody, and a limit that is lifted early, or a date that was wrong, holds no run for days.


def failed(step: Step, trouble: Trouble, now: datetime, failures: int) -> Failed | Waiting:
    """Pauses of 5, 10, 20 … seconds, unless the other side named one. Where nobody was asked nothing has failed."""
    why = f"Step “{step.title or step.key}”: {trouble.sentence}"
    if trouble.permanent:
        return Failed(why, owner=trouble.owner if trouble.owner != "nobody" else "agency")
    again = now + timedelta(seconds=_pause(trouble, failures))
    return Waiting(why, again) if trouble.unasked else Failed(why, retry_at=again, owner=trouble.owner)


def _pause(trouble: Trouble, failures: int) -> float:
    if trouble.retry_after is None:
        return min(5 * 2 ** min(failures, 10), LONGEST_PAUSE)
    return min(max(trouble.retry_after, 0), LONGEST_ASKED)
