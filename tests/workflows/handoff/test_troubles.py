"""The runbook is about this very workflow, and what really happened comes first."""

from django.utils.timezone import now

from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import attempt
from tests.workflows.newsletter import definition
from workflows.engine.definition import Definition, Field, Step
from workflows.handoff import Reader, handoff
from workflows.handoff.troubles import MOST, counts, troubles
from workflows.models import Run


def whats(definition, counts=None, models=None, scheduled=False):
    return [one.what for one in troubles(definition, models or {}, counts or {}, scheduled)]


def test_it_tells_ten_of_a_usual_workflow():
    found = whats(definition())
    assert len(found) == MOST
    assert "“rubric” scores a piece below 3 of 10." in found
    assert "Nobody decides at “review”." in found


def test_it_tells_nothing_of_what_the_workflow_has_not():
    found = " ".join(whats(Definition(steps=(Step(key="a", kind="transform", settings={"template": "x"}),))))
    assert "“a” fails" in found
    for words in ("brief", "Nobody decides", "schedule", "model"):
        assert words not in found


def test_it_knows_the_form_the_list_and_the_schedule():
    step = Step(key="read", kind="fetch", for_each="brief.links", settings={"url": "{{ item }}"})
    form = (Field(key="links", label="Links", kind="list"), Field(key="scan", label="Scan", kind="files"))
    found = {one.what: one.do for one in troubles(Definition(fields=form, steps=(step,)), {}, {}, True)}
    assert "Links, Scan" in found["A run doesn’t start: the brief is refused."]
    assert "the run stops" in found["One entry of “read” fails."]
    assert {"A file of the brief is refused or not understood.", "The schedule started nothing."} <= set(
        found
    )


def test_it_names_the_models_that_take_over():
    found = {one.place: one.do for one in troubles(definition(), {"draft": ("Opus", "Sol")}, {}, False)}
    assert "asks Opus, then Sol" in found["draft", "failed"]
    alone = {one.place: one.do for one in troubles(definition(), {"draft": ("Opus",)}, {}, False)}
    assert "Only Opus can answer" in alone["draft", "failed"]


def test_what_happened_comes_first_with_its_count(version):
    run = ended(version, state="failed")
    attempt(run, "deliver", state="failed")
    attempt(run, "deliver", 2, state="failed")
    attempt(run, "rules", flagged=True)
    attempt(run, "review", state="rejected", by_person=True)
    assert counts(version.workflow) == {
        ("deliver", "failed"): 2,
        ("rules", "flagged"): 1,
        ("review", "sent back"): 1,
    }
    first = handoff(version).troubles[0]
    assert (first.place, first.times) == (("deliver", "failed"), 2)


def test_the_last_failures_say_what_to_do(version):
    run = ended(version, state="failed")
    attempt(run, "deliver", state="failed")
    Run.objects.filter(pk=run.pk).update(sentence="The shelf is full of Kanarienvögel.", finished_at=now())
    ended(version, state="stopped")
    ended(version)
    first, second = handoff(version, Reader(sentences=True)).failures
    assert (first.state, first.step, first.sentence) == (
        "Failed",
        "deliver",
        "The shelf is full of Kanarienvögel.",
    )
    assert "shelf until it is fetched" in first.do
    assert second.do.startswith("It was stopped")
    assert [one.sentence for one in handoff(version).failures] == ["", ""]
