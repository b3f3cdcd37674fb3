"""Handing one piece over to somebody else: they are asked, too, and may decide on it, whoever the step names. Who hands
it over keeps the right to decide; what is shown and told says who did it."""

from django.db import transaction

from reviews import claiming, mailing
from reviews.circle import Circle
from reviews.models import Review
from tenants.models import User
from workflows.models.event import record


class Refused(ValueError):
    """A sentence for the page."""


def people(deciders: Circle, by: User) -> list[User]:
    """To whom this person can hand the piece of this circle, by name."""
    return sorted(
        (user for pk, user in deciders.able.items() if pk != by.pk), key=lambda user: str(user).lower()
    )


@transaction.atomic
def hand_over(review: Review, to: User, by: User) -> None:
    """Raises Refused when it waits for nobody any more. `to` is one of `people`."""
    locked = Review.objects.select_for_update().get(pk=review.pk)
    if locked.state != Review.State.OPEN:
        raise Refused("This piece doesn’t wait for a decision any more.")
    claiming.release(locked, by)
    if to.email in locked.also:
        return  # pressed twice
    locked.also = [*locked.also, to.email]
    locked.save(update_fields=["also"])
    about = {"step_key": review.step_key, "review": str(review.pk)}
    record(
        review.client_id,
        "review.handed",
        run=review.run_id,
        sentence=f"{by} handed it over to {to}.",
        by=by,
        **about,
    )
    mailing.announce(locked, "handed")
