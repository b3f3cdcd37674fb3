"""Which documents may say the same as one: those whose passages are nearest to its own, of all that the client has.

Each of its passages asks for a few, by the client's own index where that stands. So the time it takes hangs on how long
the document is, and hardly on how many others there are.
"""

from typing import Any

from django.db import connection

from memory import planning
from memory.models import Document, Kind

PASSAGES = 48  # of the document, its first ones: about as many characters as are compared
NEAR = 12  # that each of them asks for

# Its own passages are nearest to each other: they are left out before anything is counted.
STATEMENT = """
WITH own AS MATERIALIZED (
  SELECT id FROM memory_passage WHERE client_id = %(client)s AND document_id = %(document)s
   ORDER BY position),
asking AS MATERIALIZED (
  SELECT embedding FROM memory_passagevector
   WHERE client_id = %(client)s AND model = %(model)s AND passage_id IN (SELECT id FROM own LIMIT %(passages)s)),
near AS MATERIALIZED (
  SELECT passage_id, min(distance) AS distance FROM asking, LATERAL (
    SELECT passage_id, {embedding} <#> asking.{embedding} AS distance FROM memory_passagevector
     WHERE client_id = %(client)s AND model = %(model)s AND passage_id <> ALL(ARRAY(SELECT id FROM own))
     ORDER BY {embedding} <#> asking.{embedding} LIMIT %(near)s) AS found
   GROUP BY passage_id)
SELECT passage.document_id FROM near
  JOIN memory_passage AS passage ON passage.client_id = %(client)s AND passage.id = near.passage_id
 GROUP BY passage.document_id ORDER BY min(near.distance), passage.document_id LIMIT %(most)s
"""


def of(document: Document, most: int) -> list[int]:
    """Ids, the nearest first; none where the document has no vectors. Inside its client's scope."""
    model = document.embedded_by
    if not model:
        return []
    way = planning.way(document.client_id, model, Kind.values, None)
    with planning.taken(way), connection.cursor() as cursor:
        cursor.execute(statement(way, model), parameters(document, most))
        return [pk for (pk,) in cursor.fetchall()]


def statement(way: planning.Way, model: str) -> str:
    """As in a search: only the index is told how long a vector is."""
    cast = f"embedding::halfvec({planning.numbers(model)})" if way.nearest else "embedding"
    return STATEMENT.format(embedding=cast)


def parameters(document: Document, most: int) -> dict[str, Any]:
    return {
        "client": int(document.client_id),
        "document": document.pk,
        "model": document.embedded_by,
        "passages": PASSAGES,
        "near": NEAR,
        "most": most,
    }
