"""Drafts change step by step, and stay whole."""

import pytest

from tenants.scope import tenant_tx
from tests.workflows.newsletter import definition
from workflows import drafting
from workflows.models import Workflow


@pytest.fixture
def draft(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        draft = Workflow.objects.create(client=cast.ours.client, name="N", slug="n").open_draft()
        draft.fill(definition())
        yield draft


def test_it_names_new_steps_so_that_no_two_are_alike(draft):
    first, second = drafting.add_step(draft, "generate"), drafting.add_step(draft, "generate")
    assert (first.key, first.title) == ("draft_2", "Draft 2")
    assert (second.key, second.title) == ("draft_3", "Draft 3")


def test_it_begins_with_a_step_that_needs_nothing(draft):
    draft.steps.all().delete()
    assert drafting.add_step(draft, "generate").needs == []


def test_it_removes_a_step_in_the_middle(draft):
    drafting.remove_step(draft, "draft")
    assert draft.steps.get(key="rules").needs == []
    drafting.remove_step(draft, "rules")
    assert draft.steps.get(key="review").needs == ["rubric"]


def test_it_orders_what_is_named_before_the_rest(draft):
    drafting.reorder(draft, ["review", "nothing"])
    assert [step.key for step in draft.steps.all()] == ["review", "draft", "rules", "rubric", "deliver"]
