"""Which documents may write what is said never to be written: found by the words of their passages."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery

from memory import stemming
from memory.models import PassageText
from memory.wording import Ban

DOCUMENTS = 300  # that are looked at, the newest


def writing(client_id: int, said: Sequence[Ban]) -> list[int]:
    """Ids of documents that have such words, in any form. Inside the client's scope."""
    if not said:
        return []
    ways = stemming.ways(client_id)
    queries = [SearchQuery(ban.avoid, config=way, search_type="phrase") for ban in said for way in ways]
    found = PassageText.objects.filter(client_id=client_id, words=reduce(or_, queries))
    ids = found.order_by("-passage__document_id").values_list("passage__document_id", flat=True)
    return list(ids.distinct()[:DOCUMENTS])
