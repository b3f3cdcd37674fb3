"""Documents are chosen first; only their passages are looked at."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from memory import allowed, recall
from memory.models import Document
from memory.wanted import Wanted
from tenants.scope import tenant_tx


@pytest.fixture
def ours(cast):
    return cast.ours.client


def aged(client, title: str, days: int) -> None:
    with tenant_tx(client.pk):
        Document.objects.filter(title=title).update(added_at=Now() - timedelta(days=days))


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


def test_it_finds_nothing_by_a_tag_that_no_document_has(ours, keep):
    keep(ours, "Breakfast is at seven.")
    assert titles(ours, Wanted(tags=("summer",))) == []
    assert titles(ours, Wanted(sources=("elsewhere",))) == []


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
