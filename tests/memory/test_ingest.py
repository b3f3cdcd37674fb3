import pytest
from django.db import connection
from django_q.models import OrmQ, Schedule

from memory import configured, documents, indexing, ingest, tasks, twins
from memory.embeddings import Vectors
from memory.embeddings.hashing import Hashing
from memory.models import Document, Passage, PassageText, PassageVector
from tenants.scope import tenant_tx
from tests.memory.embeddings.server import serving

LONG = "\n\n".join(f"## Chapter {n}\n\n{'We never rush a breakfast. ' * 30}" for n in range(8))


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def waiting(ours):
    with tenant_tx(ours.pk):
        return documents.add_text(ours, LONG, "facts", "The house book")


def counts(client) -> list[int]:
    with tenant_tx(client.pk):
        return [model.objects.count() for model in (Passage, PassageVector, PassageText)]


def seen(document) -> Document:
    with tenant_tx(document.client_id):
        document.refresh_from_db()
    return document


def test_it_makes_passages_with_vectors_and_words(ours, waiting):
    tasks.index(ours.pk)
    passages, vectors, texts = counts(ours)
    assert passages == vectors == texts > 4
    assert (seen(waiting).state, waiting.problem) == (Document.State.READY, "")
    with tenant_tx(ours.pk):
        assert [each.position for each in waiting.passages.all()] == list(range(passages))
        assert "'breakfast'" in PassageText.objects.first().words
        assert len(PassageVector.objects.first().embedding) == 1024


def test_it_is_harmless_to_ring_twice(ours, waiting):
    tasks.index(ours.pk)
    before = counts(ours)
    tasks.index(ours.pk)
    indexing.index(ours.pk, waiting.pk, configured.embedder())
    assert counts(ours) == before


def test_it_does_nothing_for_a_document_that_is_gone(ours, waiting):
    with tenant_tx(ours.pk):
        waiting.delete()
    tasks.index(ours.pk)
    indexing.index(ours.pk, 4711, configured.embedder())
    assert counts(ours) == [0, 0, 0]


def test_it_leaves_a_document_alone_that_changed_meanwhile(ours, waiting, monkeypatch):
    embed = Hashing.embed

    def change_then_embed(self, texts):
        with tenant_tx(ours.pk):
            Document.objects.filter(pk=waiting.pk).update(digest="another")
        return embed(self, texts)

    monkeypatch.setattr(Hashing, "embed", change_then_embed)
    tasks.index(ours.pk)
    assert counts(ours) == [0, 0, 0]
    assert seen(waiting).state == Document.State.WAITING


def test_it_writes_all_or_nothing_and_goes_on_with_the_others(ours, waiting, monkeypatch):
    with tenant_tx(ours.pk):
        other = documents.add_text(ours, "Dogs are welcome.", "facts", "Dogs")
    embed = Hashing.embed

    def too_short(self, texts):  # the database refuses them, after passages and words are written
        return Vectors([[1.0]] * len(texts)) if "Chapter" in texts[0] else embed(self, texts)

    monkeypatch.setattr(Hashing, "embed", too_short)
    tasks.index(ours.pk)
    assert seen(waiting).state == Document.State.FAILED
    assert "fault of ours" in waiting.problem
    assert seen(other).state == Document.State.READY
    assert counts(ours) == [1, 1, 1]


def test_it_indexes_by_words_alone_when_no_vectors_can_be_had_and_mends_that_later(ours, waiting, settings):
    with serving() as server:
        settings.EMBEDDINGS_URL, settings.EMBEDDINGS_KEY = server.url, "wrong"
        server.status = 401
        tasks.index(ours.pk)
        passages, vectors, texts = counts(ours)
        assert (passages, vectors) == (texts, 0)
        assert seen(waiting).state == Document.State.READY
        assert waiting.problem == (
            "Found by its words only. The embeddings server refused the key: check EMBEDDINGS_KEY."
        )
        server.status = 200
        tasks.index(ours.pk)
    assert counts(ours) == [passages, passages, passages]
    assert seen(waiting).problem == ""


def test_it_embeds_in_batches_and_never_inside_a_transaction(ours, waiting, settings, monkeypatch):
    depth = len(connection.savepoint_ids)
    depths = []
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        embedder = configured.embedder()
        embed = embedder.embed
        monkeypatch.setattr(embedder, "batch", 3)
        monkeypatch.setattr(
            embedder, "embed", lambda texts: depths.append(len(connection.savepoint_ids)) or embed(texts)
        )
        tasks.index(ours.pk)
        sizes = [len(asked["input"]) for asked in server.requests]
    assert max(sizes) == 3
    assert sum(sizes) == counts(ours)[0]
    assert set(depths) == {depth}


def test_it_embeds_anew_under_another_model(ours, waiting, settings):
    tasks.index(ours.pk)
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        assert set(PassageVector.objects.values_list("model", flat=True)) == {"text-embedding-3-small@1024"}


def test_it_keeps_the_rows_of_passages_that_stay_as_they_are(ours, waiting):
    tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        before = dict(waiting.passages.values_list("position", "pk"))
        chapters = LONG.split("\n\n## ")
        changed = "\n\n## ".join(["## Chapter new\n\nWe added this. " * 30, *chapters[1:]])
        documents.replace(waiting, changed)
    tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        after = dict(waiting.passages.values_list("position", "pk"))
        stayed = {*before.values()} & {*after.values()}
        vectors = set(PassageVector.objects.values_list("passage_id", flat=True))
    assert len(stayed) >= len(before) - 2
    assert sorted(after) == list(range(len(after)))
    assert vectors == {*after.values()}


def test_it_embeds_only_what_is_new_of_a_document_that_changed(ours, waiting, settings):
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        tasks.index(ours.pk)
        server.requests.clear()
        with tenant_tx(ours.pk):
            documents.replace(waiting, f"{LONG}\n\n## The end\n\nGood night. {'We close at ten. ' * 60}")
        tasks.index(ours.pk)
        texts = [text for asked in server.requests for text in asked["input"]]
    assert 1 <= len(texts) <= 3
    assert all("We close at ten" in text or "Good night" in text for text in texts)


def test_it_gives_a_passage_its_title_and_heading_to_be_found_by(ours, keep):
    keep(ours, "# Breakfast\n\n" + "Bread and jam. " * 200, title="House book")
    with tenant_tx(ours.pk):
        last = PassageText.objects.order_by("passage__position").last()
    assert "'breakfast'" in last.words
    assert "'book'" in last.words


def test_it_leaves_other_clients_documents_alone(cast, ours, waiting):
    tasks.index(cast.neighbour.pk)
    assert seen(waiting).state == Document.State.WAITING


def test_it_leaves_the_passages_as_they_are_while_the_server_is_still_down(ours, waiting, settings):
    settings.EMBEDDINGS_URL = "http://127.0.0.1:9/v1"
    tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        before = set(Passage.objects.values_list("pk", flat=True))
    tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        assert set(Passage.objects.values_list("pk", flat=True)) == before


def test_it_asks_a_server_that_failed_only_once(ours, waiting, settings):
    with tenant_tx(ours.pk):
        documents.add_text(ours, "Dogs are welcome.", "facts", "Dogs")
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        server.status = 401
        tasks.index(ours.pk)
        assert len(server.requests) == 1
    with tenant_tx(ours.pk):
        assert set(Document.objects.values_list("state", flat=True)) == {Document.State.READY}


def test_it_stops_after_a_while_and_rings_for_the_rest(ours, waiting, monkeypatch):
    OrmQ.objects.all().delete()
    monkeypatch.setattr(ingest, "SECONDS", -1)
    tasks.index(ours.pk)
    (bell,) = OrmQ.objects.all()
    assert (bell.func(), bell.args()) == ("memory.tasks.index", (ours.pk,))
    assert seen(waiting).state == Document.State.WAITING


def test_it_catches_up_with_bells_that_got_lost_and_models_that_changed(cast, ours, waiting, keep, settings):
    keep(cast.rival.client, "Indexed already.")
    twins.compare_pending(cast.rival.client.pk)
    OrmQ.objects.all().delete()
    tasks.catch_up()
    assert [bell.args() for bell in OrmQ.objects.all()] == [(ours.pk,)]
    settings.EMBEDDINGS_URL, settings.EMBEDDINGS_MODEL = "http://127.0.0.1:9/v1", "another"
    tasks.catch_up()
    assert {bell.args() for bell in OrmQ.objects.all()} == {(ours.pk,), (cast.rival.client.pk,)}


def test_it_has_a_bell_that_rings_by_itself(db):
    schedule = Schedule.objects.get(func="memory.tasks.catch_up")
    assert (schedule.minutes, schedule.repeats) == (5, -1)
