"""Where a piece takes several approvals: each is one person's, of exactly one text. An edit makes another text, so the
approvals of the text before it count no more, and those who gave them are asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from memory.documents import digest
from reviews import drafting, quotes
from reviews.models import Approval, Guest, Review
from tenants.models import User
from workflows.engine.outcomes import Finding
from workflows.engine.settings import listed


@dataclass(frozen=True)
class Standing:
    """How far the approvals of a review have come."""

    given: tuple[Approval, ...]  # of the text as it is now
    lapsed: tuple[Approval, ...]  # of an earlier text, by people who haven't approved this one
    needed: int
    somebody_else: bool  # everybody so far made the text: somebody else is needed too

    @property
    def missing(self) -> int:
        return max(self.needed - len(self.given), int(self.somebody_else))

    @property
    def is_enough(self) -> bool:
        return self.missing == 0

    @property
    def people(self) -> set[Any]:
        """Ids of members, and of guests."""
        return {approval.whose for approval in self.given}

    @property
    def sentence(self) -> str:
        """“1 of 2 approvals: Ada.” and what is missing, and why."""
        if not self._only_another:
            return f"{self._count}."
        return f"{self._count}. {self._who} started the run or edited the text, so somebody else has to approve it too."

    @property
    def fact(self) -> str:
        """The same among other facts in a row: where it is only the count, without a full stop."""
        return self.sentence if self._only_another else self._count

    @property
    def _count(self) -> str:
        of = max(self.needed, len(self.given))
        return f"{len(self.given)} of {of} approvals{f': {self._who}' if self._who else ''}"

    @property
    def _who(self) -> str:
        return listed(map(str, self.given))

    @property
    def _only_another(self) -> bool:
        return self.somebody_else and bool(self.given)


def standing(review: Review) -> Standing:
    approvals = list(review.approvals.all())
    given = tuple(approval for approval in approvals if approval.digest == review.digest)
    people = {approval.whose for approval in given}
    lapsed = tuple(one for one in approvals if one.digest != review.digest and one.whose not in people)
    made = review.authors | {approval.whose for approval in given if approval.edited_from}
    alone = review.somebody_else and not people - made
    return Standing(given, lapsed, review.needed, alone)


def add(
    review: Review,
    by: User | Guest,
    text: str,
    accepted: Sequence[int] = (),
    dismissed: Sequence[int] = (),
    instead_of: User | None = None,
) -> Approval:
    """This person's yes to this text; once, however often it is said. `review` is locked."""
    before, settled = "", list[dict[str, Any]]()
    if text != review.text:
        before = review.text
        settled = _rewrite(review, by, text, {*accepted})
    found, _ = Approval.objects.get_or_create(
        client_id=review.client_id,
        review=review,
        **_person(by),
        digest=review.digest,
        defaults={
            "edited_from": before,
            "accepted": list(accepted),
            "dismissed": list(dismissed),
            "settled": settled,
            "instead_of": instead_of,
        },
    )
    return found


def of(review: Review, by: User | Guest) -> QuerySet[Approval]:
    return review.approvals.filter(**_person(by))  # type: ignore[no-any-return]


def _person(by: User | Guest) -> dict[str, Any]:
    return {"by": None, "guest": by} if isinstance(by, Guest) else {"by": by, "guest": None}


def _rewrite(review: Review, by: User | Guest, text: str, accepted: set[int]) -> list[dict[str, Any]]:
    """From now on it is about this text. Gives the findings that it settles: taken in, or their words are gone."""
    left, settled = list[dict[str, Any]](), list[dict[str, Any]]()
    for number, entry in enumerate(review.findings, 1):
        stays = number not in accepted and _stands(Finding(**entry), text)
        (left if stays else settled).append(entry)
    review.findings = left
    review.previous, review.text, review.digest, review.edited_by = review.text, text, digest(text), None
    if isinstance(by, User):
        review.edited_by = by
    review.claimed_by = review.claimed_at = None
    review.save(
        update_fields=["findings", "previous", "text", "digest", "edited_by", "claimed_by", "claimed_at"]
    )
    drafting.keep_words(review)
    return settled


def _stands(finding: Finding, text: str) -> bool:
    """As the page finds it: a rule quotes a sentence without its emphasis."""
    return not finding.quote or bool(quotes.find(text, finding.quote))
