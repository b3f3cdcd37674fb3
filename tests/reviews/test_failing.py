"""Whoever looks after a workflow is told when its runs fail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import now

from reviews import posting
from reviews.models import Letter
from tenants.models import Member, User
from tests import bells
from tests.cast import Cast
from tests.reviews import stage
from workflows import decisions
from workflows.engine.plan import CANCELLED
from workflows.models import Attempt, Run
from workflows.models.event import record

DRIVE = "workflows.tasks.drive"
WHY = "Step “Draft” failed after 3 tries: the model can’t be reached."


@pytest.fixture
def run(ours: Cast) -> Run:
    return begun(ours, ours.ours.editor)


def begun(cast: Cast, owner: User | None) -> Run:
    made = stage.begin(cast.ours)
    workflow = made.version.workflow
    workflow.owner = owner
    workflow.save()
    return made


def ends(run: Run, state: str = "failed", sentence: str = WHY, **facts: object) -> Run:
    """As the runner stores it."""
    Run.with_trials.filter(pk=run.pk).update(state=state, sentence=sentence, finished_at=now(), **facts)
    record(run.client_id, f"run.{state}", run=run.pk, sentence=sentence)
    return run


def told() -> list[tuple[str, list[str]]]:
    mail.outbox.clear()
    bells.answer(DRIVE)
    Letter.objects.filter(in_digest=False).update(due_at=now())  # a minute later
    posting.post_due()
    return [(letter.subject, letter.to) for letter in mail.outbox]


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_its_owner_is_told_what_failed_and_where(ours: Cast, run: Run, state: str) -> None:
    ends(run, state)
    assert told() == [("Failed: Newsletter", [ours.ours.editor.email])]
    (letter,) = mail.outbox
    assert WHY in letter.body and "The quiet season" in letter.body
    assert reverse("admin:workflows_run_change", args=[run.pk]) in letter.body


def test_many_in_one_hour_are_one_letter(ours: Cast, run: Run) -> None:
    other = decisions.start(run.version, stage.BRIEF, title="The loud season", origin="portal")
    ends(run)
    ends(other)
    assert len(told()) == 1
    (letter,) = mail.outbox
    assert "2 runs did not get to their end" in letter.body
    assert f"?workflow={run.version.workflow_id}" in letter.body
    ends(decisions.start(run.version, stage.BRIEF, title="Another", origin="portal"))
    assert told() == []


def test_it_waits_a_minute_for_those_that_fail_with_it(ours: Cast, run: Run) -> None:
    other = decisions.start(run.version, stage.BRIEF, title="The loud season", origin="portal")
    mail.outbox.clear()
    ends(run)
    bells.answer(DRIVE)
    posting.post_due()
    assert not mail.outbox
    (letter,) = Letter.objects.filter(sent_at=None)
    assert timedelta(seconds=50) < letter.due_at - now() <= timedelta(minutes=1)
    ends(other)
    assert len(told()) == 1
    assert "2 runs did not get to their end" in mail.outbox[0].body


def test_without_an_owner_the_agency_s_owners_are(ours: Cast) -> None:
    ends(begun(ours, None))
    assert told() == [("Failed: Newsletter", [ours.ours.owner.email])]


def test_an_owner_who_left_is_told_nothing(ours: Cast, run: Run) -> None:
    Member.objects.filter(user=ours.ours.editor).delete()
    ends(run)
    assert told() == [("Failed: Newsletter", [ours.ours.owner.email])]


def test_a_stranger_who_stands_as_owner_is_told_nothing(ours: Cast) -> None:
    ends(begun(ours, ours.rival.owner))
    assert told() == [("Failed: Newsletter", [ours.ours.owner.email])]


@pytest.mark.parametrize("sentence", [CANCELLED, decisions.UNBEGUN])
def test_what_somebody_cancelled_is_told_nobody(ours: Cast, run: Run, sentence: str) -> None:
    ends(run, "stopped", sentence)
    assert told() == []


def test_what_a_person_rejected_is_told_nobody(ours: Cast, run: Run) -> None:
    Attempt.objects.create(
        client_id=run.client_id, run=run, key="check", number=1, state="rejected", by_person=True, final=True
    )
    ends(run, "stopped", "Rejected at step “check”.")
    assert told() == []


def test_a_trial_is_told_nobody(ours: Cast, run: Run) -> None:
    ends(run, trial={})
    assert told() == []


def test_what_was_taken_up_again_is_told_nobody(ours: Cast, run: Run) -> None:
    posting.wish(ours.ours.editor, {Letter.Kind.FAILED: "digest"}, 8)
    ends(run)
    told()
    Run.objects.filter(pk=run.pk).update(state=Run.State.QUEUED)
    Letter.objects.filter(sent_at=None).update(due_at=now())
    assert told() == []


def test_a_letter_about_a_rival_s_workflow_says_nothing(ours: Cast, run: Run) -> None:
    ends(run)
    hour = now().strftime("%Y-%m-%dT%H")
    told()
    Letter.objects.create(
        client_id=ours.rival.client.pk,
        to=ours.rival.owner,
        kind=Letter.Kind.FAILED,
        about=str(run.version.workflow_id),
        occasion=hour,
    )
    assert told() == []
