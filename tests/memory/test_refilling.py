"""From one embedding model to another, beside the old vectors."""

import time

import pytest
from django.db import IntegrityError

from memory import choosing, configured, documents, indexing, ingest, recall, refilling
from memory.models import Document, Passage, PassageVector, VectorIndex
from tenants.scope import tenant_tx
from tests.memory.embeddings.server import serving

LONG = "\n\n".join(f"## Chapter {n}\n\n{'We never rush a breakfast. ' * 40}" for n in range(6))
OLD, NEW = "hashing@1024", "text-embedding-3-small@1024"


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def server():
    with serving() as running:
        yield running


def models(client) -> dict[str, int]:
    with tenant_tx(client.pk):
        names = list(PassageVector.objects.values_list("model", flat=True))
    return {name: names.count(name) for name in names}


def index_of(client) -> VectorIndex:
    with tenant_tx(client.pk):
        return VectorIndex.objects.get()


@pytest.fixture
def new(ours, keep, server, settings, monkeypatch):
    """The embedder that is to take the place of the one that made what is there, three texts at a time."""
    keep(ours, LONG, title="House book")
    settings.EMBEDDINGS_URL = server.url
    embedder = configured.embedder()
    monkeypatch.setattr(embedder, "batch", 3)
    return embedder


def test_it_makes_them_beside_the_old_ones_which_answer_until_all_are_there(ours, new):
    passages = models(ours)[OLD]
    assert refilling.refill(ours.pk, new, until=time.monotonic() - 1) is False
    assert models(ours) == {OLD: passages, NEW: 3}
    index = index_of(ours)
    assert (index.model, index.filling, index.filled) == (OLD, NEW, 3)
    assert recall.embedder_of(ours.pk).model == OLD
    assert recall.search(ours.pk, "breakfast").note == ""


def test_it_goes_on_from_where_it_stopped_and_switches_at_once(ours, new, server):
    passages = models(ours)[OLD]
    refilling.refill(ours.pk, new, until=time.monotonic() - 1)
    server.requests.clear()
    assert refilling.refill(ours.pk, new, until=time.monotonic() + 60)
    assert sum(len(asked["input"]) for asked in server.requests) == passages - 3
    assert models(ours) == {NEW: passages}
    index = index_of(ours)
    assert (index.model, index.filling, index.problem) == (NEW, "", "")
    assert index.tokens > 0
    with tenant_tx(ours.pk):
        assert Document.objects.get().embedded_by == NEW
    assert recall.search(ours.pk, "breakfast").note == ""


def test_it_keeps_the_old_ones_while_the_new_server_is_down_and_says_why(ours, new, server):
    passages = models(ours)[OLD]
    server.status = 401
    ingest.index_pending(ours.pk)
    assert models(ours) == {OLD: passages}
    assert "refused the key" in index_of(ours).problem
    assert recall.search(ours.pk, "breakfast").note == ""
    server.status = 200
    ingest.index_pending(ours.pk)
    assert models(ours) == {NEW: passages}
    assert index_of(ours).problem == ""


def test_it_finds_what_was_added_meanwhile_by_its_words(ours, new):
    refilling.refill(ours.pk, new, until=time.monotonic() - 1)
    with tenant_tx(ours.pk):
        documents.add_text(ours, "Otters live by the weir.", "facts", "Otters")
    with tenant_tx(ours.pk):
        waiting = Document.objects.get(title="Otters")
    assert indexing.index(ours.pk, waiting.pk, new) == ""
    assert recall.search(ours.pk, "otters").passages[0].title == "Otters"
    assert refilling.refill(ours.pk, new, until=time.monotonic() + 60)
    with tenant_tx(ours.pk):
        assert models(ours) == {NEW: Passage.objects.count()}


def test_it_drops_what_was_made_for_a_choice_that_was_taken_back(ours, new, settings):
    refilling.refill(ours.pk, new, until=time.monotonic() - 1)
    settings.EMBEDDINGS_URL = ""
    ingest.index_pending(ours.pk)
    assert set(models(ours)) == {OLD}
    assert index_of(ours).filling == ""


def test_it_leaves_a_rivals_vectors_alone(cast, ours, new, keep):
    keep(cast.rival.client, "Rival words.", title="Theirs")
    before = models(cast.rival.client)
    refilling.refill(ours.pk, new, until=time.monotonic() + 60)
    assert models(cast.rival.client) == before


def test_it_holds_each_vector_to_its_models_length(ours, keep):
    keep(ours, "Breakfast is at seven.")
    with tenant_tx(ours.pk):
        passage = Passage.objects.get()
        with pytest.raises(IntegrityError, match="vector_of_its_model"):
            PassageVector.objects.create(
                client=ours, passage=passage, kind="facts", model="tiny@4", embedding=[1.0, 0.0, 0.0]
            )


def test_it_asks_nobody_where_the_model_stays(ours, keep, server):
    keep(ours, "Breakfast is at seven.")
    assert refilling.refill(ours.pk, choosing.of_client(ours.pk), until=time.monotonic())
    assert server.requests == []
