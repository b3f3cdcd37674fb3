"""Several pieces approved with one press: exactly the texts that were listed, each with its own result."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from reviews import claiming, deciding, queue
from reviews.deciding import Counted, Refused, Wanted
from reviews.models import Decision, Review
from tenants.models import User

MANY = 100  # pieces at once


@dataclass(frozen=True)
class Candidate:
    """A piece that somebody would like to approve. `wait`: why it isn't ticked by itself; `never`: why it can't be."""

    review: Review
    wait: str = ""
    never: str = ""


@dataclass(frozen=True)
class Result:
    review: Review
    sentence: str
    done: bool


def candidates(reviews: Sequence[Review], user: User) -> Iterator[Candidate]:
    waiting = [review for review in reviews if review.state == Review.State.OPEN]
    rows = {row.review.pk: row for row in queue.rows(waiting, user)}
    for review in reviews:
        row = rows.get(review.pk)
        if row is None:
            yield Candidate(review, never="It waits for nobody any more.")
        elif row.refusal or row.approved:
            yield Candidate(review, never=row.refusal or "You have approved this text already.")
        else:
            yield Candidate(review, wait=_caution(row, user))


def _caution(row: queue.Row, user: User) -> str:
    if row.review.findings:
        many = len(row.review.findings)
        return f"{many} finding{'' if many == 1 else 's'} open. Read it before you approve it."
    claim = claiming.by_another(row.review, user)
    return f"{claim.by} is at work on it." if claim else ""


def approve(chosen: Iterable[tuple[Review, str]], user: User) -> list[Result]:
    """`chosen`: each with the hash of the text that was listed. In the order of their runs, so that two people who do
    the same at once don't wait for each other."""
    in_order = sorted(chosen, key=lambda one: one[0].run_id)
    return [_approved(review, seen, user) for review, seen in in_order]


def _approved(review: Review, seen: str, user: User) -> Result:
    wanted = Wanted(Decision.Kind.APPROVE, user, seen, text=review.text)
    result = deciding.decide(review.pk, review.run_id, wanted)
    match result:
        case Refused():
            return Result(review, result.sentence, done=False)
        case Counted():
            return Result(review, f"Your approval counts. {result.sentence}", done=True)
    return Result(review, "Approved.", done=True)


def pieces(sent: Iterable[str]) -> dict[UUID, str]:
    """“id” or “id:hash” -> the hash, "" where there is none. Raises ValueError for what is neither."""
    found = {}
    for one in list(sent)[:MANY]:
        pk, _, seen = one.partition(":")
        found[UUID(pk)] = seen
    return found
