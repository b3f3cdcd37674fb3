"""The queue: what waits for somebody, as they ask to see it. What they ask for is the query string, so that a link
shows the same to a colleague, as far as they may see it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.http import urlencode
from django.utils.timezone import localtime, now

from reviews import approving, circle, claiming
from reviews.models import Review
from reviews.models.review import ORDER, ReviewQuerySet
from tenants.access import Access
from tenants.models import Client, User
from workflows.engine import circle as words
from workflows.models import Workflow

Choices = Sequence[tuple[str, str]]
FLAGS: Choices = (("yes", "Flagged"), ("no", "Passed all checks"))
DUES: Choices = (("late", "Overdue"), ("today", "Today or before"), ("week", "Within a week"))
HOLDERS: Choices = (("mine", "Mine"), ("free", "Nobody’s"))
STAGES: Choices = (("staff", "The agency"), ("client", "The client"))
SAID = 3  # names of findings in a row
FAR = 1000  # pieces ahead that the way to the next one is found in


@dataclass(frozen=True)
class Queue:
    """Empty: not asked for."""

    q: str = ""
    workflow: str = ""
    client: str = ""
    flag: str = ""
    due: str = ""
    on: str = ""
    stage: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Queue":
        """What makes no sense is not asked for."""
        return cls(
            q=" ".join(query.get("q", "").split())[:200],
            workflow=_number(query.get("workflow", "")),
            client=_number(query.get("client", "")),
            flag=_among(FLAGS, query.get("flag", "")),
            due=_among(DUES, query.get("due", "")),
            on=_among(HOLDERS, query.get("on", "")),
            stage=_among(STAGES, query.get("stage", "")),
        )

    @property
    def query(self) -> str:
        """As in an address, without the “?”."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in asdict(self).items() if value]

    @property
    def narrowed(self) -> int:
        """How many filters are on, the search aside."""
        return sum(bool(value) for name, value in asdict(self).items() if name != "q")

    def rows(self, access: Access, user: User) -> ReviewQuerySet:
        """Flagged first, then by due date."""
        found = Review.objects.open().seen_by(access).containing(self.q)
        if self.workflow:
            found = found.filter(run__version__workflow=int(self.workflow))
        if self.client:
            found = found.filter(client=int(self.client))
        if self.flag:
            found = found.filter(flagged=self.flag == "yes")
        if self.stage:
            found = found.filter(audience=self.stage)
        return found.filter(self._due()).filter(self._on(user)).order_by(*ORDER, "pk")

    def _due(self) -> Q:
        tonight = localtime().replace(hour=23, minute=59, second=59)
        until = {"late": now(), "today": tonight, "week": now() + timedelta(days=7)}.get(self.due)
        return Q(due_at__lte=until) if until else Q()

    def _on(self, user: User) -> Q:
        if not self.on:
            return Q()
        return claiming.held() & Q(claimed_by=user) if self.on == "mine" else ~claiming.held()


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    every: str  # the words for no choice
    choices: Choices
    chosen: str


def filters(queue: Queue, access: Access) -> Iterator[Filter]:
    """What can be chosen from, where there is a choice."""
    workflows = [(str(pk), name) for pk, name in Workflow.objects.order_by("name").values_list("pk", "name")]
    if len(workflows) > 1 or queue.workflow:
        yield Filter("workflow", "Workflow", "All workflows", workflows, queue.workflow)
    if len(access.clients) > 1:
        clients = [(str(pk), name) for pk, name in Client.objects.order_by("name").values_list("pk", "name")]
        yield Filter("client", "Client", "All clients", clients, queue.client)
    yield Filter("flag", "Checks", "Flagged or not", FLAGS, queue.flag)
    yield Filter("due", "Due", "Any time", DUES, queue.due)
    yield Filter("on", "Taken by", "Anybody or nobody", HOLDERS, queue.on)
    if access.is_staff:
        yield Filter("stage", "Waits for", "Agency and client", STAGES, queue.stage)


@dataclass(frozen=True)
class Row:
    """A piece in the list, with what somebody has to know before they open it."""

    review: Review
    refusal: str  # why the one who looks may not decide; "": they may
    claim: claiming.Claim | None
    standing: approving.Standing | None  # where several have to approve
    approved: bool  # by the one who looks, this very text
    others: str  # who is asked, where it isn't everybody

    @property
    def is_ready(self) -> bool:
        """To be approved without another look: nothing is open, and nobody else is at it."""
        return not (self.refusal or self.review.findings or self.approved)

    @property
    def said(self) -> str:
        """What was found, each name once: “Claims · Forbidden phrase ×2 · 3 more”."""
        counted = list(Counter(one.criterion for one in self.review.found).items())
        words = [f"{name} ×{times}" if times > 1 else name for name, times in counted[:SAID]]
        rest = sum(times for _, times in counted[SAID:])
        return " · ".join([*words, f"{rest} more"] if rest else words)


def rows(reviews: Sequence[Review], user: User) -> list[Row]:
    circles = circle.Circles(reviews)
    return [_row(review, circles.of(review), user) for review in reviews]


def _row(review: Review, asked: circle.Circle, user: User) -> Row:
    standing = approving.standing(review) if review.is_joint else None
    return Row(
        review,
        refusal=asked.refusal(user),
        claim=claiming.of(review),
        standing=standing,
        approved=bool(standing and user.pk in standing.people),
        others=words.said(asked.named),
    )


@dataclass(frozen=True)
class Around:
    """Where a piece stands in the queue, and what comes before and after it."""

    place: int  # from 1; 0: it isn't in it
    total: int
    before: UUID | None
    after: UUID | None


def around(queue: Queue, access: Access, user: User, pk: UUID) -> Around:
    found: list[Any] = list(queue.rows(access, user).values_list("pk", flat=True)[:FAR])
    if pk not in found:
        return Around(0, len(found), None, found[0] if found else None)
    at = found.index(pk)
    return Around(
        at + 1, len(found), found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
    )


def _number(sent: str) -> str:
    return sent if sent.isascii() and sent.isdecimal() and len(sent) < 19 else ""


def _among(choices: Choices, sent: str) -> str:
    return sent if sent in dict(choices) else ""
