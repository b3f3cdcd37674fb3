"""How a client's words are taken apart: by its language, and anew when that is changed.

Each passage says how its words were taken apart. When the language changes, a worker takes them apart anew, some at a
time; it may stop after any of them and go on from there. Until all are done a query is taken apart in both ways, so
that nothing is missed meanwhile.
"""

import time
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from memory import documents
from memory.languages import SEARCH_CONFIGURATIONS, search_configuration
from memory.models import PassageText, VectorIndex
from tenants.models import Client
from tenants.scope import tenant_tx

ROWS = 500  # that one transaction takes apart anew

# Rows that somebody holds are left for the next batch: waiting for them could be waiting for each other.
BATCH = r"""
WITH those AS MATERIALIZED (
  SELECT passage_id FROM memory_passagetext WHERE client_id = %(client)s AND configuration = ANY(%(others)s)
   LIMIT %(rows)s FOR UPDATE SKIP LOCKED)
UPDATE memory_passagetext AS its
   SET configuration = %(wanted)s, words = baton_words(%(wanted)s, concat_ws(
         E'\n', nullif(document.title, ''), nullif(passage.heading, ''), nullif(passage.text, '')))
  FROM those
  JOIN memory_passage AS passage ON passage.client_id = %(client)s AND passage.id = those.passage_id
  JOIN memory_document AS document ON document.client_id = %(client)s AND document.id = passage.document_id
 WHERE its.client_id = %(client)s AND its.passage_id = those.passage_id
"""


def language(client_id: int) -> str:
    """The client's, as it is now: an ISO code."""
    return Client.objects.values_list("language", flat=True).get(pk=client_id)


def wanted(client_id: int) -> str:
    """How words of the client's language as it is now are taken apart (memory.languages)."""
    return search_configuration(language(client_id))


def ways(client_id: int) -> list[str]:
    """In which a query has to be taken apart: the wanted one first."""
    index = VectorIndex.objects.filter(client_id=client_id)
    stored = index.values_list("words_in", "rewording").first() or ()
    return list(dict.fromkeys(filter(None, [wanted(client_id), *stored])))


def held(client_id: int) -> VectorIndex:
    """The client's index, locked: while new words are written in one way, nobody says that all are in another."""
    index, made = VectorIndex.objects.get_or_create(
        client_id=client_id, defaults={"words_in": wanted(client_id)}
    )
    return index if made else _index(client_id).select_for_update().get()


def written(index: VectorIndex) -> str:
    """How new words are to be taken apart. With a held index; notes where that isn't as the others were."""
    now = wanted(index.client_id)
    if now != index.words_in and not index.rewording:
        _index(index.client_id).update(rewording=now)
    return now


def reword(client_id: int, until: float) -> bool:
    """Whether nothing is left to do. `until`: of time.monotonic."""
    to = _begun(client_id)
    if not to:
        return True
    while _batch(client_id, to):
        if time.monotonic() > until:
            return False
    return _ended(client_id, to)


def follow(sender: type[Client], instance: Client, created: bool, **_: Any) -> None:
    """The receiver of a saved client: another language holds for the words that there are already."""
    if not created and _is_due(_index(instance.pk).first(), search_configuration(instance.language)):
        documents.ring(instance.pk)


def overdue() -> list[int]:
    """Clients whose words are not taken apart by their language. Asked across clients, by no scope."""
    with connection.cursor() as cursor:
        known = [list(SEARCH_CONFIGURATIONS), list(SEARCH_CONFIGURATIONS.values())]
        cursor.execute("SELECT baton_clients_to_reword(%s, %s)", known)
        return [client_id for (client_id,) in cursor.fetchall()]


def _is_due(index: VectorIndex | None, to: str) -> bool:
    return index is not None and (index.words_in != to or bool(index.rewording))


def _begun(client_id: int) -> str:
    """The configuration that is to be reached; "" where nothing is to be done."""
    with tenant_tx(client_id):
        to = wanted(client_id)
        if not _is_due(_index(client_id).first(), to):
            return ""
        done = PassageText.objects.filter(client_id=client_id, configuration=to).count()
        _index(client_id).update(rewording=to, reworded=done)
        return to


def _batch(client_id: int, to: str) -> bool:
    """Whether there may be more."""
    with tenant_tx(client_id), connection.cursor() as cursor:
        cursor.execute(BATCH, {"client": client_id, "wanted": to, "others": _others(to), "rows": ROWS})
        _index(client_id).update(reworded=F("reworded") + cursor.rowcount)
        return cursor.rowcount > 0


def _ended(client_id: int, to: str) -> bool:
    """Unless something is left, or the language has changed again."""
    with tenant_tx(client_id):
        list(_index(client_id).select_for_update().values_list("pk"))
        left = PassageText.objects.filter(client_id=client_id, configuration__in=_others(to))
        if wanted(client_id) != to or left.exists():
            return False
        _index(client_id).update(words_in=to, rewording="", reworded=0)
        return True


def _others(configuration: str) -> list[str]:
    """All but this one, by name: so an index finds them. "": from before it was noted."""
    return sorted({"", *SEARCH_CONFIGURATIONS.values()} - {configuration})


def _index(client_id: int) -> QuerySet[VectorIndex]:
    return VectorIndex.objects.filter(client_id=client_id)
