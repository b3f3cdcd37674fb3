"""Who may decide on a review, and who is asked to: the one place that knows.

The step names people, groups and roles (workflows.engine.circle); here they become persons. Whoever lost the right to
decide doesn't count, a stand-in counts while somebody is away, and if nobody is left of those who were named, the
agency's owners decide, so that no piece waits for ever for somebody who has gone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate, now

from reviews.models import Absence, Review
from tenants.members import able
from tenants.models import User
from tenants.scope import scope
from workflows.asking import MAY, Groups, People, groups_of, having, meant
from workflows.engine import circle as words


@dataclass(frozen=True)
class Circle:
    """Of one review, now. All people by their ids."""

    may: Mapping[int, User]  # decide
    asked: Mapping[int, User]  # get letters
    instead_of: Mapping[int, User] = field(default_factory=dict)  # stand-in -> who is away
    away: Mapping[int, Absence] = field(default_factory=dict)  # of those who are asked
    able: Mapping[int, User] = field(default_factory=dict)  # may decide for the client, and see it
    named: tuple[str, ...] = ()  # as the step names them; (): whoever may
    lost: bool = False  # nobody of those who were named may decide any more

    @property
    def said_first(self) -> str:
        """Those who are named, to begin a sentence."""
        said = words.said(self.named)
        return said[:1].upper() + said[1:] if said.startswith("the ") else said

    def refusal(self, user: User) -> str:
        """Why this person doesn't decide; "": they may."""
        if user.pk in self.may:
            return ""
        if self.lost:
            return "Nobody of those who were to decide can do so any more, so the agency’s owners decide."
        if not self.named:
            return "You can read this piece. Deciding is for reviewers."
        return f"You can read this piece, but others decide on it: here {words.one_of(self.named)} decides."


def of(review: Review) -> Circle:
    """As of now. Opens its own scope: it asks for the agency's people too."""
    with scope([review.client_id], review.client.agency_id):
        return Circles([review]).of(review)


def named(review: Review, names: Iterable[str]) -> list[User]:
    """Who these names mean for this review, as far as they may decide."""
    with scope([review.client_id], review.client.agency_id):
        return Circles([review]).named(review, names)


class Circles:
    """The same for many reviews with a few queries. The scope has to hold their clients and the agency."""

    def __init__(self, reviews: Iterable[Review]) -> None:
        self._clients = sorted({review.client_id for review in reviews})
        self._able = able(MAY, self._clients)

    @cached_property
    def _groups(self) -> Mapping[int, Groups]:
        return groups_of(self._clients)

    @cached_property
    def _absences(self) -> list[Absence]:
        """Of today. Whose day it is depends on the person's zone, so a day more is read on both sides."""
        today, day = now().date(), timedelta(days=1)
        rows = Absence.objects.filter(client_id__in=self._clients).select_related("user", "stand_in")
        around = rows.filter(first_day__lte=today + day, last_day__gte=today - day)
        return [
            absence for absence in around if absence.first_day <= _day_of(absence.user) <= absence.last_day
        ]

    def of(self, review: Review) -> Circle:
        people = self._in_sight(review)
        chosen, lost = self._chosen(review, people)
        told = self._told(review, people, chosen)
        away = self._away(review, told, people)
        stand_ins = {absence.stand_in_id: absence.user for absence in away.values()}
        return Circle(
            may={pk: people[pk].user for pk in sorted({*chosen, *stand_ins})},
            asked={pk: people[pk].user for pk in sorted((told - set(away)) | set(stand_ins))},
            instead_of=stand_ins,
            away=away,
            able={pk: one.user for pk, one in people.items()},
            named=tuple([*review.reviewers, *review.also] if review.reviewers else ()),
            lost=lost,
        )

    def _away(self, review: Review, told: set[int], people: People) -> dict[int, Absence]:
        """Those who are, and have a stand-in who may decide."""
        here = (absence for absence in self._absences if absence.client_id == review.client_id)
        return {one.user_id: one for one in here if one.user_id in told and one.stand_in_id in people}

    def named(self, review: Review, names: Iterable[str]) -> list[User]:
        """Who these names mean for this review."""
        people = self._in_sight(review)
        return [people[pk].user for pk in sorted(self._meant(review, people, names))]

    def _in_sight(self, review: Review) -> People:
        """A client's people don't see what is the agency's to look at first."""
        people = self._able.get(review.client_id, {})
        internal = review.audience == Review.Audience.STAFF
        return {pk: one for pk, one in people.items() if one.is_staff or not internal}

    def _chosen(self, review: Review, people: People) -> tuple[set[int], bool]:
        if not review.reviewers:
            return set(people), False
        found = self._meant(review, people, [*review.reviewers, *review.also])
        return (found, False) if found else (having(people, "@owners"), True)

    def _told(self, review: Review, people: People, chosen: set[int]) -> set[int]:
        """Of everybody who may decide, the client's reviewers are asked; the agency's people where it has none, or
        where they look first."""
        if review.reviewers or review.audience == Review.Audience.STAFF:
            return chosen
        return (having(people, "@client") or chosen) | self._meant(review, people, review.also)

    def _meant(self, review: Review, people: People, names: Iterable[str]) -> set[int]:
        return meant(names, people, self._groups[review.client_id])


def _day_of(user: User) -> date:
    return localdate(timezone=ZoneInfo(user.timezone))
