"""A sheet comes in: nothing starts by it, and what was uploaded before and not started is forgotten."""

import pytest

from memory.refusals import Unreadable
from tenants.scope import tenant_tx
from tests.cast import Cast
from workflows import bulks
from workflows.bulks import taking
from workflows.models import Bulk, Run, Workflow


def test_it_keeps_the_checked_rows_and_starts_nothing(cast, took):
    bulk = took(data="Topic;Words\n“Spring”;750\n\nSummer;\n".encode())
    assert (bulk.state, bulk.size, bulk.begun) == (Bulk.State.CHECKED, 2, 0)
    assert bulk.rows == [
        [2, "“Spring”", {"topic": "“Spring”", "words": 750, "tone": None}],
        [4, "Summer", {"topic": "Summer", "words": None, "tone": None}],
    ]
    assert bulk.notes == ["No column for “Tone”: left unanswered in every brief."]
    with tenant_tx(cast.ours.client.pk):
        assert not Run.objects.exists()


def test_it_keeps_what_is_wrong_and_no_row(took):
    bulk = took(data=b"Topic;Words\nSpring;many\nSummer;12\n;\n;5\n")
    assert (bulk.state, bulk.size, bulk.rows, bulk.problem_count) == (Bulk.State.WRONG, 3, [], 2)
    assert bulk.problems == [
        [2, "B", "Words", "“Words” must be a number like 750 or 12.5, not “many”."],
        [5, "A", "Topic", "“Topic” needs an answer."],
    ]


def test_it_counts_the_problems_it_does_not_keep(took, monkeypatch):
    monkeypatch.setattr(taking, "KEPT_PROBLEMS", 3)
    bulk = took(data=b"Topic;Words\n" + b"x;many\n" * 8)
    assert (len(bulk.problems), bulk.problem_count) == (3, 8)


def test_it_forgets_what_the_same_person_did_not_start(cast, took, workflow):
    wrong = took(data=b"Words\nmany\n")
    with tenant_tx(cast.ours.client.pk):
        owners = bulks.take(workflow, b"Topic\nSpring\n", "owners.csv", by=cast.ours.owner)
    again = took()
    with tenant_tx(cast.ours.client.pk):
        bulks.begin(again, by=cast.ours.editor)
        third = bulks.take(workflow, b"Topic\nSpring\n", "third.csv", by=cast.ours.editor)
        left = set(Bulk.objects.values_list("pk", flat=True))
    assert left == {owners.pk, again.pk, third.pk}
    assert wrong.pk not in left


def test_it_keeps_nothing_of_what_cant_be_read(cast, took):
    with pytest.raises(Unreadable, match=r"“topics\.csv” is a PDF and no sheet"):
        took(data=b"%PDF-1.7")
    with tenant_tx(cast.ours.client.pk):
        assert not Bulk.objects.exists()


def test_it_takes_nothing_for_a_draft(cast: Cast):
    with tenant_tx(cast.ours.client.pk):
        draft = Workflow.objects.create(client=cast.ours.client, name="Draft", slug="draft")
        with pytest.raises(bulks.NotPublished, match="“Draft” isn't published yet"):
            bulks.take(draft, b"Topic\nSpring\n", "topics.csv")
