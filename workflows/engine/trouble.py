"""A port's trouble as a failed attempt: try again later, or say who must act."""

from datetime import datetime, timedelta

from workflows.engine.definition import Step
from workflows.engine.outcomes import Failed
from workflows.engine.tools import Trouble

LONGEST_PAUSE = 900  # seconds


def failed(step: Step, trouble: Trouble, now: datetime, failures: int) -> Failed:
    """Pauses of 5, 10, 20 … seconds, unless the other side named one."""
    why = f"Step “{step.title or step.key}”: {trouble.sentence}"
    if trouble.permanent:
        return Failed(why, owner=trouble.owner if trouble.owner != "nobody" else "agency")
    pause = trouble.retry_after if trouble.retry_after is not None else 5 * 2 ** min(failures, 10)
    return Failed(
        why, retry_at=now + timedelta(seconds=min(max(pause, 0), LONGEST_PAUSE)), owner=trouble.owner
    )
