"""Documents are chosen first; only their passages are looked at."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils.timezone import localdate

from memory import allowed, documents, ingest, recall, uses
from memory.models import Document, DocumentVersion, Passage, Source
from memory.wanted import Wanted
from tenants.scope import tenant_tx
from workflows.engine.kinds.commission import ORIGINS


@pytest.fixture
def ours(cast):
    return cast.ours.client


def aged(client, title: str, days: int) -> None:
    with tenant_tx(client.pk):
        then = Now() - timedelta(days=days)
        Document.objects.filter(title=title).update(added_at=then)
        DocumentVersion.objects.filter(document__title=title).update(at=then)


def titles(client, wanted: Wanted) -> list[str]:
    return [each.title for each in recall.search(client.pk, "breakfast", wanted).passages]


def test_it_allows_all_where_nothing_is_asked_for(ours, keep):
    keep(ours, "Breakfast is at seven.")
    with tenant_tx(ours.pk):
        assert allowed.documents(ours.pk, Wanted()) is None


def test_it_looks_among_new_documents_only(ours, keep):
    keep(ours, "Breakfast was at eight.", title="Old")
    keep(ours, "Breakfast is at seven.", title="New")
    aged(ours, "Old", days=400)
    assert titles(ours, Wanted(days=30)) == ["New"]
    assert sorted(titles(ours, Wanted())) == ["New", "Old"]


def test_it_takes_new_words_of_an_old_document_for_new_and_a_new_title_for_nothing(ours, keep):
    keep(ours, "Breakfast was at eight.", title="Old")
    aged(ours, "Old", days=400)
    with tenant_tx(ours.pk):
        document = Document.objects.get()
        documents.replace(document, document.text, title="Hours")
    ingest.index_pending(ours.pk)
    assert titles(ours, Wanted(days=30)) == []
    with tenant_tx(ours.pk):
        documents.replace(document, "Breakfast is at seven.")
    ingest.index_pending(ours.pk)
    assert titles(ours, Wanted(days=30)) == ["Hours"]
    (why,) = recall.search(ours.pk, "breakfast", Wanted(half_life=30)).why.values()
    assert why.days < 1
    with tenant_tx(ours.pk):
        documents.restore(document, document.versions.get(number=1))
    ingest.index_pending(ours.pk)
    assert titles(ours, Wanted(days=30)) == []


def test_it_finds_nothing_by_a_tag_that_no_document_has(ours, keep):
    keep(ours, "Breakfast is at seven.")
    assert titles(ours, Wanted(tags=("summer",))) == []
    assert titles(ours, Wanted(sources=("elsewhere",))) == []


def test_every_origin_of_a_step_is_a_way_into_memory_and_each_way_has_one():
    named = [source for sources in ORIGINS.values() for source in sources]
    assert sorted(named) == sorted(Source.values)


def test_it_lets_age_count_where_that_is_wanted_and_says_so(ours, keep):
    keep(ours, "Breakfast: breakfast is at seven.", title="Old")
    keep(ours, "There is breakfast for all who come to us from far away by train.", title="New")
    aged(ours, "Old", days=300)
    assert titles(ours, Wanted()) == ["Old", "New"]
    found = recall.search(ours.pk, "breakfast", Wanted(half_life=30))
    assert [each.title for each in found.passages] == ["New", "Old"]
    old = found.why[found.passages[1].id]
    assert old.freshness == pytest.approx(0.5, abs=0.01)
    assert old.days == pytest.approx(300, abs=1)
    assert old.words == ("breakfast",)
    assert old.nearness and 0 < old.nearness <= 1


# --- the last day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_given"), [(-1, False), (0, True), (1, True)])
def test_it_recalls_a_document_until_its_last_day(ours, keep, days, is_given):
    until(keep(ours, "Breakfast is at seven.", title="Hours"), days)
    assert titles(ours, Wanted()) == (["Hours"] if is_given else [])


@pytest.mark.parametrize(("days", "is_given"), [(-1, False), (0, True)])
def test_it_pins_a_document_until_its_last_day_and_forbids_as_long(ours, keep, days, is_given):
    until(keep(ours, "We whisper.", "voice", "Voice"), days)
    until(keep(ours, "## Never say\n\n- world-class\n", "constraints", "Constraints"), days)
    pinned = [each.title for each in recall.block(ours.pk, "breakfast", 2000, 5).pinned]
    assert pinned == (["Voice", "Constraints"] if is_given else [])
    assert recall.forbidden_phrases(ours.pk)[ours.pk] == (["world-class"] if is_given else [])


@pytest.mark.parametrize(("days", "is_given"), [(-1, False), (0, True)])
def test_it_uses_a_passage_always_until_its_documents_last_day(cast, ours, keep, days, is_given):
    document = keep(ours, "Breakfast is at seven.", title="Hours")
    with tenant_tx(ours.pk):
        uses.decide(Passage.objects.select_related("document").get(), "always", cast.ours.editor)
    until(document, days)
    assert [each.title for each in recall.block(ours.pk, "dogs", 2000, 5).pinned] == ["Hours"] * is_given


def until(document: Document, days: int) -> None:
    with tenant_tx(document.client_id):
        documents.describe(document, [], localdate() + timedelta(days=days))
