"""A large client's own index: made, used by the planner whatever RLS makes it think, and taken away. On committed rows,
for an index can only be made outside of transactions."""

import pytest
from django.db import connection, connections

from memory import nearest, neighbours, planning, recall, searching
from memory.models import Document, Passage, PassageText, PassageVector, VectorIndex
from memory.searching import Query
from tenants.scope import tenant_tx

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
MODEL = "tiny@16"
ROWS = """
INSERT INTO memory_passage (client_id, document_id, position, heading, text)
  SELECT %(client)s, %(document)s, n, '', 'word' FROM generate_series(1, 3000) n;
INSERT INTO memory_passagetext (client_id, passage_id, kind, digest, words)
  SELECT client_id, id, 'facts', '', to_tsvector('english', 'word') FROM memory_passage WHERE client_id = %(client)s;
INSERT INTO memory_passagevector (client_id, passage_id, kind, model, embedding)
  SELECT client_id, id, 'facts', 'tiny@16', l2_normalize((SELECT array_agg(sin(id * k * 1.37)) FROM
    generate_series(1, 16) k)::vector::halfvec) FROM memory_passage WHERE client_id = %(client)s;
"""


@pytest.fixture
def large(cast, monkeypatch):
    """Our client with 3,000 passages, where 1,000 count as many; the neighbour with as many that are no large ones."""
    for name, value in (("LARGE", 1_000), ("SMALL", 500), ("VERY_LARGE", 5_000)):
        monkeypatch.setattr(nearest, name, value)
    for client in (cast.ours.client, cast.neighbour):
        _fill(client)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE memory_passagevector")
    yield cast.ours.client
    for name in nearest._there():
        nearest._run(f'DROP INDEX "{name}"')


def _fill(client):
    with tenant_tx(client.pk), connection.cursor() as cursor:
        document = Document.objects.create(
            client=client, kind="facts", title="Facts", text="x", digest="x", state="ready", embedded_by=MODEL
        )
        cursor.execute(ROWS, {"client": client.pk, "document": document.pk})
        VectorIndex.objects.create(client=client, model=MODEL, passages=3000)


def query(documents=None) -> Query:
    return Query("word", "english", ("facts",), [1.0] + [0.0] * 15, MODEL, documents)


def plan(client, asked: Query) -> str:
    """As the search itself would be planned, by this connection and role."""
    with tenant_tx(client.pk):
        way = planning.way(client.pk, MODEL, asked.kinds, asked.documents)
        with planning.taken(way), connection.cursor() as cursor:
            cursor.execute(
                f"EXPLAIN {searching.statement(way, asked)}", searching.parameters(client.pk, asked, way)
            )
            return "\n".join(row[0] for row in cursor.fetchall())


def index_of(client) -> VectorIndex:
    with tenant_tx(client.pk):
        return VectorIndex.objects.get()


def test_it_makes_one_and_the_planner_takes_it_the_first_and_the_twelfth_time(cast, large):
    name = nearest.name_of(large.pk, MODEL)
    assert name not in plan(large, query())
    nearest.tend(large.pk)
    assert index_of(large).nearest == MODEL
    plans = []
    for _ in range(12):
        plans.append(plan(large, query()))
        with tenant_tx(large.pk):
            assert searching.search(large.pk, query()).near
    assert name in plans[0]
    assert name in plans[11]
    assert "memory_nearest" not in plan(cast.neighbour, query())
    _finds_what_an_exact_scan_finds(large)


def _finds_what_an_exact_scan_finds(client) -> None:
    with tenant_tx(client.pk):
        by_index = searching.search(client.pk, query()).near[:10]
        VectorIndex.objects.update(nearest="")
        exact = searching.search(client.pk, query()).near[:10]
        VectorIndex.objects.update(nearest=MODEL)
    assert len({*by_index} & {*exact}) >= 9


def test_it_scans_exactly_where_few_passages_are_allowed(large):
    nearest.tend(large.pk)
    with tenant_tx(large.pk):
        other = Document.objects.create(
            client=large, kind="facts", title="Few", text="y", digest="y", state="ready", embedded_by=MODEL
        )
        passage = Passage.objects.create(client=large, document=other, position=1, text="word")
        PassageText.objects.create(client=large, passage=passage, kind="facts", words="word")
        PassageVector.objects.create(
            client=large, passage=passage, kind="facts", model=MODEL, embedding=[-1.0] + [0.0] * 15
        )
        found = searching.search(large.pk, query([other.pk])).near
    assert found == [passage.pk]
    assert "memory_nearest" not in plan(large, query([other.pk]))


def test_it_sets_the_planner_back(large):
    nearest.tend(large.pk)
    with tenant_tx(large.pk), connection.cursor() as cursor:
        searching.search(large.pk, query())
        cursor.execute("SELECT current_setting('enable_sort'), current_setting('plan_cache_mode')")
        assert cursor.fetchone() == ("on", "auto")


@pytest.mark.parametrize("passages, candidates", [(3_000, "200"), (100_000, "300")])
def test_it_looks_at_more_candidates_where_there_are_more_passages(large, passages, candidates):
    nearest.tend(large.pk)
    with tenant_tx(large.pk), connection.cursor() as cursor:
        VectorIndex.objects.update(passages=passages)
        way = planning.Way(True, candidates=planning.way(large.pk, MODEL, ("facts",), None).candidates)
        with planning.taken(way):
            cursor.execute("SELECT current_setting('hnsw.ef_search')")
            assert cursor.fetchone() == (candidates,)


def test_it_takes_it_away_when_the_client_is_small_again_and_twice_is_harmless(large):
    nearest.tend(large.pk)
    nearest.tend(large.pk)
    assert list(nearest._there()) == [nearest.name_of(large.pk, MODEL)]
    with tenant_tx(large.pk):
        VectorIndex.objects.update(passages=10)
    nearest.tend(large.pk)
    assert nearest._there() == {}
    assert index_of(large).nearest == ""


@pytest.mark.parametrize(
    "bound, very_large, gets",
    [("MOST", 3_000, ""), ("FEW", 3_001, ""), ("FEW", 3_000, MODEL)],
    ids=["no more than there may be", "none of the last for a smaller one", "one of the last"],
)
def test_it_keeps_the_last_ones_for_the_largest(cast, large, monkeypatch, bound, very_large, gets):
    monkeypatch.setattr(nearest, bound, 1)
    monkeypatch.setattr(nearest, "VERY_LARGE", very_large)
    nearest.tend(large.pk)
    nearest.tend(cast.neighbour.pk)
    assert index_of(cast.neighbour).nearest == gets


def test_half_of_a_clients_passages_are_enough_for_its_index(large):
    nearest.tend(large.pk)
    with tenant_tx(large.pk):
        document = Document.objects.get()
        other = Document.objects.create(
            client=large, kind="facts", title="Half", text="y", digest="y", state="ready", embedded_by=MODEL
        )
        Passage.objects.filter(document=document, position__lte=1499).update(document=other)
    assert "memory_nearest" not in plan(large, query([other.pk]))
    assert "memory_nearest" in plan(large, query([document.pk]))


def test_it_finds_nothing_of_a_rivals(cast, large):
    nearest.tend(large.pk)
    with tenant_tx(cast.rival.client.pk):
        assert searching.search(cast.rival.client.pk, query()).near == []
        assert searching.search(large.pk, query()).near == []
    assert recall.search(cast.rival.client.pk, "word").passages == ()


@pytest.mark.parametrize(
    "passages, numbers, megabytes", [(10_000, 384, 64), (200_000, 384, 337), (5_000_000, 1536, 2048)]
)
def test_it_makes_an_index_in_memory_but_not_in_all_of_it(
    passages: int, numbers: int, megabytes: int
) -> None:
    assert nearest.room(passages, numbers) == megabytes


def test_it_is_taken_to_find_documents_that_may_say_the_same(large):
    nearest.tend(large.pk)
    with tenant_tx(large.pk):
        other = Document.objects.create(
            client=large, kind="facts", title="Twin", text="y", digest="y", state="ready", embedded_by=MODEL
        )
        first = Passage.objects.filter(document__title="Facts").order_by("pk").first()
        vector = PassageVector.objects.get(passage=first).embedding
        mine = Passage.objects.create(client=large, document=other, position=1, text="word")
        PassageVector.objects.create(client=large, passage=mine, kind="facts", model=MODEL, embedding=vector)
        assert neighbours.of(other, 300) == [first.document_id]
        way = planning.way(large.pk, MODEL, ["facts"], None)
        with planning.taken(way), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {neighbours.statement(way, MODEL)}", neighbours.parameters(other, 300))
            assert nearest.name_of(large.pk, MODEL) in str(cursor.fetchall())
