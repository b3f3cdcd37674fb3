from uuid import uuid4

from memory.models import Usage
from tenants.scope import scope
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, usefulness
from workflows.models import Run
from workflows.usefulness import Used


def used(client, run, **what) -> None:
    Usage.objects.create(client_id=client, run=run, **what)


def test_it_counts_runs_and_those_whose_piece_was_approved_without_a_flag(cast, django_assert_num_queries):
    ours = cast.ours.client.pk
    with scope([ours], cast.ours.agency.pk):
        version = publish_newsletter(ours)
        runs = [decisions.start(version, BRIEF, title="x", origin="command") for _ in range(3)]
        Run.objects.filter(pk=runs[0].pk).update(state="done")
        Run.objects.filter(pk=runs[1].pk).update(state="done", flagged=True)
        for run in runs:
            used(ours, run.pk, lesson=5)
            used(ours, run.pk, document=7, passage=70)
            used(ours, run.pk, document=7, passage=71)
        used(ours, uuid4(), document=8)  # of a run that is gone
        with django_assert_num_queries(1):
            assert usefulness.of_lessons([ours], [5, 6]) == {5: Used(3, 1)}
        assert usefulness.of_documents([ours], [7, 8, 9]) == {7: Used(3, 1), 8: Used(1, 0)}
        assert usefulness.of_passages(ours, 7) == {70: Used(3, 1), 71: Used(3, 1)}
        assert str(Used(3, 1)) == "Used in 3 runs, 1 passed"


def test_it_counts_nothing_of_others(cast):
    for house in (cast.ours, cast.rival):
        with scope([house.client.pk], house.agency.pk):
            used(house.client.pk, uuid4(), lesson=5)
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        assert usefulness.of_lessons([cast.ours.client.pk, cast.rival.client.pk], [5]) == {5: Used(1, 0)}
        assert usefulness.of_lessons([cast.rival.client.pk], [5]) == {}


def test_it_says_when_something_was_never_used():
    assert str(Used()) == "Not used yet"
    assert str(Used(1, 1)) == "Used in 1 run, 1 passed"
