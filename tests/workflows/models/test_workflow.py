"""Versions: drafted, published, then frozen by the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import definition, publish_newsletter
from workflows.engine.definition import Definition, Step
from workflows.models import Field, Version, Workflow
from workflows.models.version import Unpublishable

FORBIDDEN = [
    "UPDATE workflows_version SET notes = 'rewritten' WHERE id = %s",
    "UPDATE workflows_version SET state = 'draft' WHERE id = %s",
    "UPDATE workflows_version SET state = 'retired', revisions = 9 WHERE id = %s",
    "DELETE FROM workflows_version WHERE id = %s",
    "UPDATE workflows_step SET settings = '{}' WHERE version_id = %s",
    "DELETE FROM workflows_step WHERE version_id = %s",
    "UPDATE workflows_field SET label = 'x' WHERE version_id = %s",
    "DELETE FROM workflows_field WHERE version_id = %s",
    'INSERT INTO workflows_step (client_id, version_id, position, key, kind, title, purpose, needs, "when", for_each,'
    " on_item_failure, retries, timeout, settings)"
    " SELECT client_id, version_id, 9, 'more', kind, '', '', '[]', '', '', 'fail', 0, 9, '{}'"
    " FROM workflows_step WHERE version_id = %s LIMIT 1",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_it_freezes_what_was_published(cast: Cast, sql: str) -> None:
    with tenant_tx(cast.ours.client.pk):
        version = publish_newsletter(cast.ours.client.pk)
        with pytest.raises(DatabaseError, match="draft"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [version.pk])


def test_it_does_not_let_a_step_move_into_a_published_version(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        version = publish_newsletter(cast.ours.client.pk)
        step = version.workflow.open_draft().steps.first()
        with pytest.raises(DatabaseError), transaction.atomic():
            step.version = version
            step.key = "moved"
            step.save()


def test_it_opens_a_draft_as_a_copy_of_the_published_version(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        published = publish_newsletter(cast.ours.client.pk)
        draft = published.workflow.open_draft()
        assert draft.number == 2
        assert draft.definition == published.definition == definition()
        assert published.workflow.open_draft() == draft


def test_it_retires_the_version_before(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        first = publish_newsletter(cast.ours.client.pk)
        second = first.workflow.open_draft().publish(by=cast.ours.editor)
        first.refresh_from_db()
        assert (first.state, second.state) == ("retired", "published")
        assert first.workflow.published == second
        assert second.published_by == cast.ours.editor


def test_it_publishes_only_a_draft(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk), pytest.raises(ValueError, match="only a draft"):
        publish_newsletter(cast.ours.client.pk).publish()


def test_it_lists_all_that_keeps_a_draft_from_being_published(cast: Cast) -> None:
    broken = Definition(
        steps=(
            Step(key="draft", kind="generate", settings={"prompt": "{{ brief.nothing }}"}),
            Step(key="check", kind="rubric", needs=("nobody",), settings={"criteria": []}),
        )
    )
    with tenant_tx(cast.ours.client.pk):
        draft = Workflow.objects.create(client_id=cast.ours.client.pk, name="N", slug="n").open_draft()
        draft.fill(broken)
        with pytest.raises(Unpublishable) as refused:
            draft.publish()
        draft.refresh_from_db()
    places = {problem.where for problem in refused.value.problems}
    assert {"steps.draft.settings.prompt", "steps.check.needs"} <= places
    assert draft.state == "draft"


def test_it_has_one_draft_and_one_published_version(cast: Cast) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        workflow = publish_newsletter(client).workflow
        for state in ("draft", "draft", "published"):
            try:
                with transaction.atomic():
                    number = workflow.versions.count() + 1
                    Version.objects.create(client_id=client, workflow=workflow, number=number, state=state)
            except DatabaseError:
                pass
        states = sorted(workflow.versions.values_list("state", flat=True))
    assert states == ["draft", "published"]


def test_it_refuses_a_part_that_points_to_another_clients_version(cast: Cast) -> None:
    with tenant_tx(cast.rival.client.pk):
        theirs = Workflow.objects.create(client_id=cast.rival.client.pk, name="N", slug="n").open_draft()
    with (
        tenant_tx(cast.ours.client.pk),
        pytest.raises(DatabaseError, match="client_fk"),
        transaction.atomic(),
    ):
        Field.objects.create(client_id=cast.ours.client.pk, version_id=theirs.pk, key="x", label="X")
        connection.check_constraints()
