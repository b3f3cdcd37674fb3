"""Hybrid search inside one client: nearest vectors and matching words, fused by rank.

One statement finds both, exactly and without an approximate index: inside a client that takes some milliseconds
up to thousands of passages. What matches by words is then put in BM25's order here, because Postgres' own ranking
doesn't know which words are rare. The client stands in every WHERE although row-level security hides the others
anyway: the planner needs it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from pgvector import HalfVector

from memory.ranking import Collection, bm25, fuse

DEPTH = 50  # candidates that each of the two arms gives
WORDS = 64  # of the query at most, its first ones
SAMPLED = 200  # passages per kind in which is counted how rare a word is

STATEMENT = r"""
WITH asked AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY positions[1]) AS place, lexeme, quote_literal(lexeme)::tsquery AS query
    FROM unnest(to_tsvector(%(config)s::regconfig, %(text)s))
   WHERE strpos(lexeme, '\') = 0 ORDER BY place LIMIT %(words)s),
wanted AS MATERIALIZED (SELECT string_agg(query::text, ' | ')::tsquery AS query FROM asked),
near AS MATERIALIZED (
  SELECT passage_id, embedding <#> %(vector)s::halfvec AS distance FROM memory_passagevector
   WHERE client_id = %(client)s AND kind = ANY(%(kinds)s) AND model = %(model)s AND %(embedded)s
   ORDER BY distance LIMIT %(depth)s),
matching AS MATERIALIZED (
  SELECT passage_id, words FROM memory_passagetext, wanted
   WHERE client_id = %(client)s AND kind = ANY(%(kinds)s) AND words @@ query
   ORDER BY ts_rank(words, query, 1) DESC, passage_id LIMIT %(depth)s),
sample AS MATERIALIZED (
  SELECT words FROM unnest(%(kinds)s::text[]) AS each, LATERAL (
    SELECT words FROM memory_passagetext
     WHERE client_id = %(client)s AND kind = each LIMIT %(sampled)s) AS first)
SELECT 'near', passage_id, distance, NULL::int[] FROM near
UNION ALL
SELECT 'matching', passage_id, length(words), ARRAY(
         SELECT coalesce(cardinality(found.positions), 0)
           FROM asked LEFT JOIN unnest(words) AS found USING (lexeme) ORDER BY place)
  FROM matching
UNION ALL
SELECT 'collection', count(*), avg(length(words)), ARRAY(
         SELECT count(sample.words) FROM asked LEFT JOIN sample ON sample.words @@ asked.query
          GROUP BY place ORDER BY place)
  FROM sample
"""


class Query(NamedTuple):
    """What is looked for. `vector` is None if none could be made: then words alone decide."""

    text: str
    config: str  # Postgres' text search configuration
    kinds: Sequence[str]
    vector: Sequence[float] | None
    model: str  # of the vectors to compare with


class Candidates(NamedTuple):
    """What each of the two arms gave, best first."""

    near: list[int]
    matching: list[int]


def search(client_id: int, query: Query) -> Candidates:
    """Passage ids by each arm. Inside a transaction of the client's scope."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, _parameters(client_id, query))
        rows = cursor.fetchall()
    near = sorted((distance, passage) for arm, passage, distance, _ in rows if arm == "near")
    return Candidates([passage for _, passage in near], _by_words(rows))


def fused(candidates: Candidates, weight: float) -> dict[int, float]:
    """Passage ids with their score (0 to 1), best first."""
    return fuse([candidates.near, candidates.matching], [weight if candidates.near else 0.0, 1.0])


def _by_words(rows: list[tuple]) -> list[int]:
    """Counts come as one list for each row, one number for each word of the query, in the same order."""
    (collection,) = (
        Collection(size, average or 0.0, occurs) for arm, size, average, occurs in rows if arm == "collection"
    )
    scores = {
        passage: bm25(counts, int(length), collection)
        for arm, passage, length, counts in rows
        if arm == "matching"
    }
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def _parameters(client_id: int, query: Query) -> dict[str, Any]:
    return {
        "client": int(client_id),
        "config": query.config,
        "text": query.text,
        "kinds": list(query.kinds),
        "vector": None if query.vector is None else HalfVector(list(query.vector)).to_text(),
        "embedded": query.vector is not None,
        "model": query.model,
        "depth": DEPTH,
        "words": WORDS,
        "sampled": SAMPLED,
    }
