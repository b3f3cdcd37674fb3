import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from memory import configured, ingest, recall
from memory.embeddings.hashing import Hashing
from memory.models import Document, PassageText, PassageVector
from tenants.models import Client
from tenants.scope import ScopeError, scope, tenant_tx
from tests.memory.embeddings.server import serving
from tests.memory.judged import DOCUMENTS, QUESTIONS

SECRET = "Rival Resorts will open a casino on the pier in Ambleford in the spring."


@pytest.fixture
def ours(cast):
    return cast.ours.client


def titles(client: Client, query: str, **options) -> list[str]:
    return [passage.title for passage in recall.search(client.pk, query, recall.Wanted(**options)).passages]


def test_it_is_tested_as_a_role_that_row_level_security_binds(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_it_finds_the_passage_with_its_document_and_heading(ours, keep):
    keep(ours, "# House\n\n## Breakfast\n\nBread is baked by Marta.", title="The house")
    (found,) = recall.search(ours.pk, "who bakes the bread").passages
    assert (found.title, found.kind, found.pinned) == ("The house", "facts", False)
    assert "Bread is baked by Marta." in found.text
    assert found.score == pytest.approx(1)


def test_it_puts_what_answers_first(ours, keep):
    for title, text in DOCUMENTS.items():
        keep(ours, text, "sample" if ":" in title else "facts", title)
    places = []
    for question, answers in QUESTIONS.items():
        found = titles(ours, question)
        places.append(next(place for place, title in enumerate(found, start=1) if title in answers))
    first = sum(place == 1 for place in places) / len(places)
    reciprocal = sum(1 / place for place in places) / len(places)
    assert first >= 0.85, places
    assert reciprocal >= 0.9, places


def test_it_finds_nothing_of_a_rivals_even_by_its_own_words(cast, ours, keep):
    keep(cast.rival.client, SECRET, title="Secret plans")
    keep(cast.neighbour, SECRET, title="Secret plans")
    keep(ours, "We have twenty-four rooms.", title="Rooms")
    for scoped in ([ours.pk], [ours.pk, cast.neighbour.pk]):
        with scope(scoped, cast.ours.agency.pk):
            assert titles(ours, SECRET) == ["Rooms"]
    block = recall.block(ours.pk, SECRET, 5000, 6)
    assert "casino" not in str(block)
    assert titles(cast.rival.client, SECRET) == ["Secret plans"]


def test_it_is_refused_for_a_client_outside_of_the_scope(cast, ours):
    with scope([ours.pk], cast.ours.agency.pk), pytest.raises(PermissionDenied):
        recall.search(cast.rival.client.pk, SECRET)
    with scope([ours.pk]), pytest.raises(PermissionDenied):
        recall.forbidden_phrases(ours.pk, cast.rival.client.pk)


def test_it_needs_a_scope_to_look_at_rows(db):
    with pytest.raises(ScopeError):
        Document.objects.count()


def test_it_keeps_a_rivals_rows_from_the_statement_itself(cast, keep):
    keep(cast.rival.client, SECRET)
    with tenant_tx(cast.ours.client.pk), connection.cursor() as cursor:
        for table in ("memory_document", "memory_passage", "memory_passagevector", "memory_passagetext"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


def test_it_looks_among_the_kinds_asked_for(ours, keep):
    keep(ours, "Breakfast is at seven.", "facts", "Facts")
    keep(ours, "Breakfast was lovely in May.", "sample", "Past piece")
    keep(ours, "Write breakfast with a small b.", "voice", "Voice")
    assert sorted(titles(ours, "breakfast")) == ["Facts", "Past piece"]
    assert titles(ours, "breakfast", kinds=("voice",)) == ["Voice"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?!",
        "the of and",
        "'; DROP TABLE memory_passage; --",
        "a:* & !b | (c",
        "C:\\temp\\x 'q'",
        "zero \x00 and half \ud800",
        "x " * 9000,
    ],
)
def test_it_takes_any_text_as_a_query(ours, keep, query):
    keep(ours, "Breakfast is at seven.")
    assert len(recall.search(ours.pk, query).passages) <= 1
    assert titles(ours, "breakfast") == ["Untitled"]


def test_it_finds_nothing_in_an_empty_memory(ours):
    assert recall.search(ours.pk, "breakfast") == recall.Found()
    assert recall.block(ours.pk, "breakfast", 1000, 6).recalled == ()


def test_it_knows_the_words_of_the_clients_language(cast, ours, keep):
    with scope([ours.pk], cast.ours.agency.pk):
        Client.objects.filter(pk=ours.pk).update(language="de")
    keep(ours, "In jedem Zimmer liegen handgewebte Decken.", title="Zimmer")
    with tenant_tx(ours.pk):
        words = PassageText.objects.values_list("words", flat=True).get()
    assert "'deck'" in words
    assert titles(ours, "Welche Decke liegt im Zimmer?") == ["Zimmer"]


def test_it_never_compares_vectors_of_two_models(ours, keep, settings):
    keep(ours, "Breakfast is at seven.")
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        assert recall.ask("breakfast", recall.embedder_of(ours.pk)).model == "hashing@1024"
        asked = recall.ask("breakfast", configured.embedder())
        assert asked.model == "text-embedding-3-small@1024"
        found = recall.search(ours.pk, asked)
        assert [passage.title for passage in found.passages] == ["Untitled"]
        assert "have no vectors of the embedding model in use yet" in found.note
        ingest.index_pending(ours.pk)
        assert recall.search(ours.pk, "breakfast").note == ""
        with tenant_tx(ours.pk):
            assert PassageVector.objects.get().model == "text-embedding-3-small@1024"


def test_it_recalls_by_words_when_the_embeddings_server_is_down_and_says_so(ours, keep, settings):
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        keep(ours, "Breakfast is at seven.")
        keep(ours, "Dogs are welcome.", title="Dogs")
    found = recall.search(ours.pk, "breakfast")
    assert [passage.title for passage in found.passages] == ["Untitled"]
    assert found.note.startswith("Recalled by words only. The embeddings server can't be reached")
    assert recall.block(ours.pk, "breakfast", 1000, 6).note == found.note


def test_it_uses_both_arms(ours, keep):
    keep(ours, "Marta bakes.", title="By its words")
    keep(ours, "Unser Zimmermädchen", title="By its letters")
    assert titles(ours, "bake") == ["By its words", "By its letters"]
    assert titles(ours, "Zimmer")[0] == "By its letters"


def test_it_makes_a_block_of_pinned_documents_and_passages(ours, keep):
    keep(ours, "Write breakfast with a small b.", "voice", "Voice")
    keep(ours, "Never promise a sea view at breakfast.", "constraints", "Rules")
    keep(ours, "Breakfast is at seven.", "facts", "Breakfast")
    block = recall.block(ours.pk, "breakfast", 1000, 6)
    assert [each.title for each in block.pinned] == ["Voice", "Rules"]
    assert all(each.pinned and each.id == 0 for each in block.pinned)
    assert [each.title for each in block.recalled] == ["Breakfast"]
    assert 0 < block.tokens <= block.budget == 1000


def test_it_shows_the_same_pinned_block_to_every_query(ours, keep):
    keep(ours, "Second.", "voice", "B")
    keep(ours, "First.", "voice", "A")
    blocks = [recall.block(ours.pk, query, 1000, 6) for query in ("dogs", "breakfast")]
    assert blocks[0].pinned == blocks[1].pinned


def test_it_pins_a_document_that_no_worker_has_indexed_yet(ours):
    with tenant_tx(ours.pk):
        Document.objects.create(client=ours, kind="voice", title="Voice", text="Warm.", digest="1")
    assert recall.block(ours.pk, "anything", 1000, 6).pinned[0].text == "Warm."


def test_it_lists_what_must_never_be_written(cast, ours, keep):
    keep(ours, "# Rules\n\n## Never say\n\n- cheap\n", "constraints", "Rules")
    keep(ours, "Not a bullet of the rules.\n\n- pricey", "constraints", "More rules")
    keep(ours, "# Voice\n\n## Forbidden claims\n\n- Cheap\n- “the best hotel”\n", "voice", "Voice")
    keep(ours, "## Never say\n\n- fact", "facts", "Facts")
    keep(cast.rival.client, "## Never say\n\n- rival", "constraints", "Rules")
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["Cheap", "the best hotel"]}
    both = recall.forbidden_phrases(ours.pk, cast.neighbour.pk)
    assert both == {ours.pk: ["Cheap", "the best hotel"], cast.neighbour.pk: []}


def test_it_asks_for_one_vector_per_recall_and_for_none_where_it_was_asked_before(ours, keep, monkeypatch):
    keep(ours, "Breakfast is at seven.")
    embed, texts = Hashing.embed, []

    def counted(self, batch, purpose="document"):
        texts.extend(batch)
        return embed(self, batch, purpose)

    monkeypatch.setattr(Hashing, "embed", counted)
    block = recall.block(ours.pk, "breakfast", 1000, 6)
    assert texts == ["breakfast"]
    asked = recall.ask("breakfast", configured.embedder())
    assert recall.block(ours.pk, asked, 1000, 6) == block
    assert texts == ["breakfast", "breakfast"]


def test_it_asks_without_touching_a_row():
    assert recall.ask("breakfast", configured.embedder()).vector  # no database mark: a query would raise
