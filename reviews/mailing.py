"""Who is told that a piece waits: once when it does, once more when it is overdue, and whenever somebody is asked anew.
Workers write and send the letters; a mail server that is slow or away holds nobody up."""

from typing import Literal

from django_q.tasks import async_task

from reviews import approving, circle
from reviews.models import Review
from tenants.models import User
from workflows.engine.circle import sort

Why = Literal["waits", "overdue", "edited", "escalated", "passed", "handed"]
REASONS: dict[str, str] = {
    "edited": "Somebody has edited it. Each approval is for one exact text, so yours is needed for this one.",
    "escalated": "Nobody has decided so far, so you are asked too.",
    "handed": "Somebody who was asked to decide has handed it over to you.",
    "passed": "Those who were asked first have not decided in time, so the decision is yours now.",
}


def announce(review: Review, why: Why = "waits") -> None:
    """Have everybody told who is asked to decide, once this transaction has committed."""
    async_task("reviews.tasks.announce", review.client_id, str(review.pk), why, task_name="mail")


def recipients(review: Review, why: str = "waits", deciders: circle.Circle | None = None) -> list[User]:
    """Those who are asked, without those who have approved this very text already. `deciders`: if known already."""
    if why == "escalated":
        people = circle.named(review, review.also)
    elif why == "handed":  # whoever has this letter already gets no other
        people = circle.named(review, [name for name in review.also if sort(name) == "person"])
    else:
        people = list((deciders or circle.of(review)).asked.values())
    done = approving.standing(review).people if review.is_joint else set()
    return [person for person in people if person.pk not in done]
