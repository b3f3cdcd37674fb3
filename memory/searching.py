"""Hybrid search inside one client: nearest vectors and matching words, fused by rank.

One statement finds both, exactly and without an approximate index: inside a client that takes some milliseconds
up to thousands of passages. A large client has an HNSW of its own (memory.nearest), which is taken where enough of its
passages are looked at. What matches by words is then put in BM25's order here, because Postgres' own ranking
doesn't know which words are rare. The client stands in every WHERE although row-level security hides the others
anyway: the planner needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from pgvector import HalfVector

from memory import planning
from memory.ranking import Collection, bm25, fuse
from tenants.languages import PAIRS

DEPTH = 50  # candidates that each of the two arms gives
WORDS = 64  # of the query at most, its first ones
PIECES = 192  # the same where words are pairs of characters
RAREST = 5  # words that a large client is searched by: scoring what has a frequent word takes most of the time there
SAMPLED = 200  # passages per kind in which is counted how rare a word is

AMONG = """ AND passage_id IN (
    SELECT id FROM memory_passage WHERE client_id = %(client)s AND document_id = ANY(%(documents)s))"""
NEAR = """
  SELECT passage_id, {embedding} <#> %(vector)s::halfvec AS distance FROM memory_passagevector
   WHERE client_id = %(client)s AND model = %(model)s AND kind = ANY(%(kinds)s) AND %(embedded)s{among}
   ORDER BY {embedding} <#> %(vector)s::halfvec LIMIT %(depth)s"""
WORDED = r"""
sample AS MATERIALIZED (
  SELECT words FROM unnest(%(kinds)s::text[]) AS each, LATERAL (
    SELECT words FROM memory_passagetext
     WHERE client_id = %(client)s AND kind = each LIMIT %(sampled)s) AS first),
asked AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY stands, lexeme) AS place, lexeme, quote_literal(lexeme)::tsquery AS query
    FROM (SELECT lexeme, min(positions[1]) AS stands
            FROM unnest(%(configs)s::text[]) AS config, unnest(baton_words(config, %(text)s))
           WHERE strpos(lexeme, '\') = 0 GROUP BY lexeme) AS every
   ORDER BY place LIMIT %(words)s),
occurring AS MATERIALIZED (
  SELECT place, lexeme, query, (SELECT count(*) FROM sample WHERE words @@ query)::int AS times FROM asked),
wanted AS MATERIALIZED (
  SELECT string_agg(query::text, ' | ')::tsquery AS query
    FROM (SELECT query FROM occurring ORDER BY times, place LIMIT %(rarest)s) AS rare),
matching AS MATERIALIZED (
  SELECT passage_id, words FROM memory_passagetext, wanted
   WHERE client_id = %(client)s AND kind = ANY(%(kinds)s) AND words @@ query{among}
   ORDER BY ts_rank(words, query, 1) DESC, passage_id LIMIT %(depth)s)"""
PUT_TOGETHER = """
SELECT 'near', passage_id, distance, NULL::int[], NULL::text[] FROM near
UNION ALL
SELECT 'matching', passage_id, length(words), ARRAY(
         SELECT coalesce(cardinality(found.positions), 0)
           FROM asked LEFT JOIN unnest(words) AS found USING (lexeme) ORDER BY place), NULL
  FROM matching
UNION ALL
SELECT 'collection', count(*), avg(length(words)), ARRAY(SELECT times FROM occurring ORDER BY place),
       ARRAY(SELECT lexeme FROM asked ORDER BY place)
  FROM sample
"""
STATEMENT = f"WITH near AS MATERIALIZED ({NEAR}),{WORDED}{PUT_TOGETHER}"


class Query(NamedTuple):
    """What is looked for. `vector` is None if none could be made: then words alone decide."""

    text: str
    config: str  # how words are taken apart: Postgres' text search configuration, or "pairs"
    kinds: Sequence[str]
    vector: Sequence[float] | None
    model: str  # of the vectors to compare with
    documents: Sequence[int] | None = None  # whose passages; None: all of the client's
    also: Sequence[str] = ()  # configurations of passages that aren't taken apart by `config` yet


@dataclass(frozen=True)
class Candidates:
    """What each of the two arms gave, best first, and why."""

    near: Sequence[int] = ()
    matching: Sequence[int] = ()
    nearness: Mapping[int, float] = field(default_factory=dict)  # of the near ones, cosine
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # of the matching ones


def search(client_id: int, query: Query) -> Candidates:
    """Passage ids by each arm. Inside a transaction of the client's scope."""
    way = planning.way(client_id, query.model, query.kinds, query.documents)
    with planning.taken(way), connection.cursor() as cursor:
        cursor.execute(statement(way, query), parameters(client_id, query, way))
        rows = cursor.fetchall()
    nearness = {passage: -distance for arm, passage, distance, *_ in rows if arm == "near"}
    near = sorted(nearness, key=lambda passage: (-nearness[passage], passage))
    matching, words = _by_words(rows)
    return Candidates(near, matching, nearness, words)


def fused(candidates: Candidates, weight: float) -> dict[int, float]:
    """Passage ids with their score (0 to 1), best first."""
    return fuse([candidates.near, candidates.matching], [weight if candidates.near else 0.0, 1.0])


def _by_words(rows: list[tuple]) -> tuple[list[int], dict[int, tuple[str, ...]]]:
    """Counts come as one list for each row, one number for each word of the query, in the same order."""
    ((size, average, occurs, lexemes),) = (row[1:] for row in rows if row[0] == "collection")
    collection = Collection(size, average or 0.0, occurs)
    found = {passage: (counts, int(length)) for arm, passage, length, counts, _ in rows if arm == "matching"}
    scores = {passage: bm25(counts, length, collection) for passage, (counts, length) in found.items()}
    words = {
        passage: tuple(word for word, times in zip(lexemes, counts, strict=True) if times)
        for passage, (counts, _) in found.items()
    }
    return sorted(scores, key=lambda passage: (-scores[passage], passage)), words


def statement(way: planning.Way, query: Query, of: str = STATEMENT) -> str:
    """The index is on vectors of a length; the exact scan names none, so that it can't be lured to the index.
    `of`: one arm of it alone is measured by the benchmark."""
    embedding = f"embedding::halfvec({planning.numbers(query.model)})" if way.nearest else "embedding"
    return of.format(embedding=f"({embedding})", among="" if query.documents is None else AMONG)


def parameters(client_id: int, query: Query, way: planning.Way) -> dict[str, Any]:
    words = PIECES if PAIRS in (query.config, *query.also) else WORDS
    return {
        "client": int(client_id),
        "configs": [query.config, *query.also],
        "text": query.text,
        "kinds": list(query.kinds),
        "vector": None if query.vector is None else HalfVector(list(query.vector)).to_text(),
        "embedded": query.vector is not None,
        "model": query.model,
        "documents": None if query.documents is None else list(query.documents),
        "depth": DEPTH,
        "words": words,
        "rarest": RAREST if way.large else words,
        "sampled": SAMPLED,
    }
