"""A client's language is changed: its words are taken apart anew, some at a time, and recall goes on meanwhile."""

import time

import pytest
from django_q.models import OrmQ

from memory import documents, indexing, ingest, recall, stemming
from memory.embeddings import EmbeddingTrouble
from memory.models import Document, PassageText, VectorIndex
from tenants.models import Client
from tenants.scope import tenant_tx

GERMAN = [
    ("Häuser", "Die alten Häuser stehen am See."),
    ("Gärten", "In den Gärten wachsen Rosen."),
    ("Küche", "Köche backen Brot."),
    ("Hunde", "Hunde schlafen kostenlos."),
    ("Wege", "Fünf Wege beginnen am Tor."),
]


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def kept(cast, keep, monkeypatch):
    """Five of ours and one of each neighbour, all taken apart as English; two passages at a time from here on."""
    for title, text in GERMAN:
        keep(cast.ours.client, text, title=title)
    for other in (cast.neighbour, cast.rival.client):
        keep(other, "Die alten Häuser stehen am See.", title="Häuser")
    monkeypatch.setattr(stemming, "ROWS", 2)


def speak(client, language: str) -> None:
    with tenant_tx(client.pk, agency=client.agency_id):
        mine = Client.objects.get(pk=client.pk)
        mine.language = language
        mine.save()


def ways(client) -> list[str]:
    with tenant_tx(client.pk):
        return sorted(PassageText.objects.values_list("configuration", flat=True))


def index_of(client) -> VectorIndex:
    with tenant_tx(client.pk):
        return VectorIndex.objects.get()


def found(client, query: str) -> list[str]:
    """By words alone."""
    return [each.title for each in recall.search(client.pk, recall.Asked(query, None)).passages]


def one_batch(client) -> bool:
    return stemming.reword(client.pk, until=time.monotonic() - 1)


def all_of_it(client) -> bool:
    return stemming.reword(client.pk, until=time.monotonic() + 60)


def test_it_takes_them_apart_by_the_new_language(cast, ours, kept):
    assert ways(ours) == ["english"] * 5
    assert found(ours, "Haus") == []
    speak(ours, "de")
    ingest.index_pending(ours.pk)
    assert ways(ours) == ["german"] * 5
    assert found(ours, "Haus") == ["Häuser"]
    index = index_of(ours)
    assert (index.words_in, index.rewording, index.reworded) == ("german", "", 0)


def test_it_leaves_other_clients_alone(cast, ours, kept):
    speak(ours, "de")
    assert all_of_it(ours)
    for other in (cast.neighbour, cast.rival.client):
        assert ways(other) == ["english"] and index_of(other).words_in == "english"
        assert found(other, "Haus") == []


def test_it_takes_two_clients_at_the_same_time(cast, ours, kept):
    speak(ours, "de")
    speak(cast.rival.client, "fr")
    assert one_batch(ours) is False
    assert all_of_it(cast.rival.client)
    assert ways(cast.rival.client) == ["french"]
    assert ways(ours) == ["english"] * 3 + ["german"] * 2
    assert all_of_it(ours)


def test_it_shows_how_far_it_is_and_goes_on_from_there(ours, kept):
    speak(ours, "de")
    assert one_batch(ours) is False
    index = index_of(ours)
    assert (index.words_in, index.rewording, index.reworded, index.percent_reworded) == (
        "english",
        "german",
        2,
        40,
    )
    assert one_batch(ours) is False
    assert index_of(ours).reworded == 4
    assert all_of_it(ours)


def test_it_finds_old_and_new_ones_meanwhile(ours, kept):
    speak(ours, "de")
    assert found(ours, "Häuser") == ["Häuser"]  # nothing was taken apart anew yet
    one_batch(ours)
    for title, _ in GERMAN:
        assert title in found(ours, title)


def test_it_begins_anew_where_the_language_is_changed_back(ours, kept):
    speak(ours, "de")
    one_batch(ours)
    speak(ours, "en")
    assert all_of_it(ours)
    assert ways(ours) == ["english"] * 5
    assert index_of(ours).words_in == "english"


def test_it_knows_of_documents_that_came_in_between(ours, kept):
    speak(ours, "de")
    with tenant_tx(ours.pk):
        new = documents.add_text(ours, "Die Bäume blühen.", "facts", "Bäume")
    indexing.index(ours.pk, new.pk, ingest.choosing.of_client(ours.pk))
    speak(ours, "en")
    assert ways(ours) == ["english"] * 5 + ["german"]
    assert all_of_it(ours)
    assert ways(ours) == ["english"] * 6


def test_it_stops_at_a_language_that_changed_under_it(ours, kept):
    """The last batch is done when somebody changes the language once more."""
    speak(ours, "de")
    while stemming._batch(ours.pk, "german"):
        pass
    speak(ours, "fr")
    assert stemming._ended(ours.pk, "german") is False
    assert all_of_it(ours)
    assert ways(ours) == ["french"] * 5


def test_it_does_nothing_where_nothing_changed(ours, kept):
    before = ways(ours)
    assert one_batch(ours)
    assert ways(ours) == before


def test_it_rings_for_another_language_and_for_nothing_else(ours, kept):
    OrmQ.objects.all().delete()
    speak(ours, "en")
    assert OrmQ.objects.count() == 0
    speak(ours, "de")
    (bell,) = OrmQ.objects.all()
    assert bell.task["args"] == (ours.pk,)


def test_it_is_rung_for_where_the_bell_got_lost(cast, ours, kept):
    assert stemming.overdue() == []
    speak(ours, "de")
    assert stemming.overdue() == [ours.pk]
    one_batch(ours)
    speak(ours, "en")
    assert stemming.overdue() == [ours.pk]
    assert all_of_it(ours)
    assert stemming.overdue() == []


def test_it_mends_words_from_before_it_was_noted(ours, kept):
    with tenant_tx(ours.pk):
        PassageText.objects.update(configuration="")
        VectorIndex.objects.update(words_in="")
    assert stemming.overdue() == [ours.pk]
    assert all_of_it(ours)
    assert ways(ours) == ["english"] * 5


def test_it_takes_words_apart_also_where_there_are_no_vectors(ours, kept):
    class Down:
        batch, weight, label, model, dimensions = 10, 1.0, "down", "down@3", 3

        def embed(self, texts, purpose="document"):
            raise EmbeddingTrouble("Nobody is there.", permanent=False)

    with tenant_tx(ours.pk):
        Document.objects.all().delete()
        VectorIndex.objects.all().delete()
        new = documents.add_text(ours, "Die Häuser.", "facts", "Bare")
    indexing.index(ours.pk, new.pk, Down())
    assert (index_of(ours).model, index_of(ours).words_in) == ("", "english")
    speak(ours, "de")
    assert all_of_it(ours)
    assert found(ours, "Haus") == ["Bare"]
