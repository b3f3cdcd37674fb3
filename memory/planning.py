"""Which way a search takes, and how the planner is kept on it.

Row-level security counts the client twice, so the planner thinks that few rows are left and scans them all where an
index stands ready; and a plan that is kept for any client is the one for a small client. Both are told to it for one
statement.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from memory.models import Passage, PassageVector, VectorIndex

ALWAYS = {"plan_cache_mode": "force_custom_plan"}
MANY = 10_000  # passages: so many allowed ones are found well among any number of others
BY_INDEX = {"enable_sort": "off", "hnsw.iterative_scan": "relaxed_order"}


@dataclass(frozen=True)
class Way:
    nearest: bool = False  # by the client's own HNSW; else every passage is looked at
    large: bool = False  # the client has too many passages to score each
    candidates: int = (
        200  # that an index looks at: the more there are, the likelier it passes by one of the nearest
    )


def way(client_id: int, model: str, kinds: Sequence[str], documents: Sequence[int] | None) -> Way:
    """By the index only if enough is looked at: it finds the nearest of all, and of few that are allowed hardly any."""
    index = VectorIndex.objects.filter(client_id=client_id).first()
    if index is None:
        return Way()
    large = index.passages >= MANY
    if index.nearest != model or not model:
        return Way(large=large)
    enough = min(MANY, index.passages // 2)
    by_index = _allowed(client_id, model, kinds, documents, enough) == enough
    return Way(by_index, large, 300 if index.passages >= 10 * MANY else 200)


def numbers(model: str) -> int:
    """How many a vector of this model has."""
    found = re.search(r"@(\d+)$", model)
    return int(found[1]) if found else 0


@contextmanager
def taken(way: Way) -> Iterator[None]:
    """Inside a transaction. What was set is set back: the transaction goes on."""
    settings = ALWAYS | (BY_INDEX | {"hnsw.ef_search": str(way.candidates)} if way.nearest else {})
    _set([f"SET LOCAL {name} = {value}" for name, value in settings.items()])
    yield  # an error ends the transaction, and with it what was set
    _set([f"SET LOCAL {name} TO DEFAULT" for name in settings])


def _set(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def _allowed(
    client_id: int, model: str, kinds: Sequence[str], documents: Sequence[int] | None, most: int
) -> int:
    """How many passages, counted to `most`, on an index alone."""
    if documents is None:
        vectors = PassageVector.objects.filter(client_id=client_id, model=model, kind__in=kinds)
        return vectors.values("kind")[:most].count()
    passages = Passage.objects.filter(client_id=client_id, document__in=documents)
    return passages.values("position")[:most].count()
