"""An HNSW of its own for each client whose memory is large: there an exact scan takes longer than a search by index.

Only the owner of the tables can make one, and only outside of a transaction. So a worker does it on the owner's
connection, and the client's row says whether it stands: until it does, and wherever it can't be made, the scan is
exact, which is slower and never wrong. All queries pay a little for every index of the table, so there are not many,
and the last ones are kept for those who need them most.
"""

import logging
import re
from zlib import crc32

from django.db import DatabaseError, connections
from django_q.tasks import async_task

from memory.models import VectorIndex
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)

LARGE = 4_000  # passages, from which a client gets one
SMALL = 2_000  # below which it loses it
VERY_LARGE = 10_000  # passages, from which a client gets one although there are FEW
FEW = 30  # of all clients together
MOST = 100
BESIDE = 1_000  # bytes that a passage takes in the index beside its vector, about
LEAST_ROOM, MOST_ROOM = 64, 2048  # megabytes
OWNER = "owner"
PREFIX = "memory_nearest_"

THERE = """
SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
 WHERE i.indrelid = 'memory_passagevector'::regclass AND starts_with(c.relname::text, %s)
"""
MAKE = """
CREATE INDEX CONCURRENTLY "{name}" ON memory_passagevector
 USING hnsw ((embedding::halfvec({numbers})) halfvec_ip_ops) WITH (m = 16, ef_construction = 64)
 WHERE client_id = {client} AND model = '{model}'
"""


def is_wanted(index: VectorIndex | None) -> bool:
    """Whether something is to be made or taken away."""
    if index is None or not index.model:
        return False
    stale = bool(index.nearest) and (index.passages < SMALL or index.nearest != index.model)
    return stale or (index.passages >= LARGE and index.nearest != index.model)


def ring(client_id: int) -> None:
    async_task("memory.tasks.tend", client_id, task_name="index large memory")


def tend(client_id: int) -> None:
    """Makes the client's index, or takes it away; twice is harmless."""
    with tenant_tx(client_id):
        index = VectorIndex.objects.filter(client_id=client_id).first()
    if index is None or not is_wanted(index):
        return
    wanted = index.model if index.passages >= LARGE else ""
    _note(client_id, "")  # nobody counts on it while it changes
    try:
        stands = _tended(client_id, wanted, index.passages)
    except DatabaseError:
        log.exception(
            "the index of client %s could not be made; its memory is scanned, which is slower", client_id
        )
    else:
        _note(client_id, stands)


def name_of(client_id: int, model: str) -> str:
    return f"{PREFIX}{client_id}_{crc32(model.encode()):08x}"


def _tended(client_id: int, model: str, passages: int) -> str:
    """The model whose index stands in the end, or nothing."""
    there = _there()
    for name in there:
        if name.startswith(f"{PREFIX}{client_id}_") and (
            name != name_of(client_id, model) or not there[name]
        ):
            _run(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
    there = _there()
    if not model or name_of(client_id, model) in there:
        return model
    if passages < VERY_LARGE and len(there) >= FEW:
        return ""
    if len(there) >= MOST:
        log.warning("client %s gets no index of its own: there are %s already", client_id, MOST)
        return ""
    _run(_statement(client_id, model), room(passages, _numbers(model)))
    return model


def room(passages: int, numbers: int) -> int:
    """Megabytes to make an index in: one that outgrows them is made many times slower."""
    needed = passages * (2 * numbers + BESIDE) // 2**20
    return min(MOST_ROOM, max(LEAST_ROOM, needed))


def _statement(client_id: int, model: str) -> str:
    """An index's condition takes no parameters."""
    quoted = model.replace("'", "''")
    return MAKE.format(
        name=name_of(client_id, model), numbers=_numbers(model), client=int(client_id), model=quoted
    )


def _numbers(model: str) -> int:
    found = re.search(r"@(\d+)$", model)
    assert found, f"“{model}” doesn't end with how many numbers its vectors have"
    return int(found[1])


def _there() -> dict[str, bool]:
    """Name -> whether it is whole: one that broke off stays, and is no use."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(THERE, [PREFIX])
        return dict(cursor.fetchall())


def _run(statement: str, megabytes: int = LEAST_ROOM) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"SET maintenance_work_mem = '{megabytes}MB'")
        cursor.execute(statement)
        cursor.execute("RESET maintenance_work_mem")


def _note(client_id: int, model: str) -> None:
    """Only of the vectors that still answer."""
    with tenant_tx(client_id):
        rows = VectorIndex.objects.filter(client_id=client_id)
        (rows.filter(model=model) if model else rows).update(nearest=model)
