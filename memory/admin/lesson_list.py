"""The lessons' list: by state, with search, and the pairs that a person should look at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from memory import advice, clashes, lessons
from memory.models import Lesson
from memory.narrowing import USES, lessons_by_use
from tenants.ids import numbers
from tenants.models import Client

PAGE = 25
KEPT = ("client", "q", "trust", "use", "state", "page")
COMPARED = 300  # lessons of one client at most, the newest: every pair is looked at
State = Lesson.State
EMPTY = {
    State.PROPOSED: "Nothing waits for you. When people edit pieces, Baton proposes what to learn from it.",
    State.ACCEPTED: "No lesson goes into prompts yet. Write one by hand, or accept one that is proposed.",
    State.REJECTED: "No lesson was rejected.",
}


@dataclass(frozen=True)
class Pair:
    """Two lessons side by side."""

    one: Lesson
    other: Lesson
    why: str

    @property
    def sides(self) -> list[tuple[Lesson, Lesson]]:
        return [(self.one, self.other), (self.other, self.one)]


@dataclass(frozen=True)
class Asked:
    """Each part is "" where it doesn't matter; what nobody could have chosen counts as that."""

    client: Client | None
    q: str
    trust: str
    use: str

    @classmethod
    def of(cls, request: HttpRequest, clients: QuerySet[Client]) -> "Asked":
        data = request.GET
        trust, use = data.get("trust", ""), data.get("use", "")
        return cls(
            client=clients.filter(pk__in=numbers([data.get("client", "")])).first(),
            q=data.get("q", "").strip()[:200],
            trust=trust if trust in Lesson.Trust.values else "",
            use=use if use in USES else "",
        )

    def apply(self, lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
        for word in self.q.split():
            lessons = lessons.filter(
                Q(rule__icontains=word) | Q(write__icontains=word) | Q(avoid__icontains=word)
            )
        lessons = lessons.filter(client=self.client) if self.client else lessons
        lessons = lessons.filter(trust=self.trust) if self.trust else lessons
        return lessons.filter(lessons_by_use(self.use)) if self.use else lessons

    @property
    def query(self) -> str:
        """To stand behind the state in an address: "&q=guests", or nothing."""
        said = {
            "client": self.client.pk if self.client else "", "q": self.q, "trust": self.trust, "use": self.use,
        }  # fmt: skip
        return "".join(f"&{urlencode({name: value})}" for name, value in said.items() if value)


def again(request: HttpRequest) -> str:
    """The query of the list that a button stood in, so that whoever goes through it comes back to the same place."""
    asked = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


def facts(request: HttpRequest, mine: QuerySet[Lesson], clients: QuerySet[Client]) -> dict[str, Any]:
    asked = Asked.of(request, clients)
    found = asked.apply(mine)
    state = request.GET.get("state", "")
    state = state if state in State.values else _first(found)
    rows = found.filter(state=state, merged_into__isnull=True).order_by("-pk")
    live, page = _live(found), Paginator(_with_parts(rows), PAGE).get_page(request.GET.get("page"))
    return {
        "title": "Lessons",
        "page": page,
        "again": f"?state={state}{asked.query}&page={page.number}",
        "state": state,
        "states": _states(found),
        "empty": EMPTY[State(state)],
        "asked": asked,
        "clients": clients,
        "trusts": Lesson.Trust.choices,
        "uses": [(use, words) for use, (words, _) in USES.items()],
        "contradictions": _pairs(live, advice.contradictions),
        "duplicates": _pairs(live, advice.duplicates),
        "clashes": clashes.of_lessons(found, PAGE),
    }


def _with_parts(rows: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """`parts`: how many it was merged from."""
    return rows.select_related("client", "decided_by").annotate(parts=Count("merged"))


def _first(found: QuerySet[Lesson]) -> str:
    """What waits for somebody, if anything does."""
    waits = found.filter(state=State.PROPOSED, merged_into__isnull=True).exists()
    return State.PROPOSED if waits else State.ACCEPTED


def _states(found: QuerySet[Lesson]) -> list[tuple[str, str, int]]:
    counted = dict(
        found.filter(merged_into__isnull=True).order_by().values_list("state").annotate(Count("pk"))
    )
    return [(value, label, counted.get(value, 0)) for value, label in State.choices]


def _live(found: QuerySet[Lesson]) -> list[list[Lesson]]:
    """Of each client those that hold or wait to."""
    rows = found.filter(merged_into__isnull=True).exclude(state=State.REJECTED)
    by_client: dict[int, list[Lesson]] = {}
    for row in rows.select_related("client").order_by("-pk"):
        mine = by_client.setdefault(row.client_id, [])
        if len(mine) < COMPARED:
            mine.append(row)
    return list(by_client.values())


def _pairs(
    live: Iterable[Sequence[Lesson]], compare: Callable[[Sequence[advice.Advice]], list[advice.Pair]]
) -> list[Pair]:
    found = []
    for mine in live:
        rows = {row.pk: row for row in mine}
        pairs = compare([lessons.as_advice(row) for row in mine])
        found += [Pair(rows[pair.one.id], rows[pair.other.id], pair.why) for pair in pairs]
    return found[:PAGE]
