"""The worked example is one run that somebody chose, and only for readers who may see the client's content."""

from tenants.scope import tenant_tx
from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import sent
from workflows.handoff import Reader, handoff
from workflows.handoff.worked import choose, offered
from workflows.models import Delivery, Run

SEES = Reader(example=True)


def test_it_tells_a_run_from_its_brief_to_its_piece(version):
    run = ended(version)
    sent(run)
    choose(version.workflow, run, None)
    found = handoff(version, SEES).example
    assert found.answers[0] == ("Topic", "The quiet season")
    assert [stage.title for stage in found.stages] == ["Draft", "rubric", "deliver"]
    assert found.stages[0].text == "A piece."
    assert "Scores: facts 8" in found.stages[1].words
    assert found.pieces == ("A piece.",)


def test_there_is_none_unless_it_was_chosen_and_the_reader_may(version):
    run = ended(version)
    assert handoff(version, SEES).example is None
    choose(version.workflow, run, None)
    assert handoff(version).example is None
    choose(version.workflow, None, None)
    assert handoff(version, SEES).example is None


def test_what_was_forgotten_in_the_run_is_gone_here_too(version):
    run = ended(version)
    piece = sent(run)
    choose(version.workflow, run, None)
    Delivery.objects.filter(pk=piece.pk).update(text="Forgotten.")
    assert handoff(version, SEES).example.pieces == ("Forgotten.",)


def test_only_finished_runs_of_this_workflow_are_offered(version, cast):
    done = ended(version)
    ended(version, state="failed")
    trial = ended(version)
    Run.objects.filter(pk=trial.pk).update(trial={})
    assert offered(version.workflow) == [done]
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        assert offered(version.workflow) == []
