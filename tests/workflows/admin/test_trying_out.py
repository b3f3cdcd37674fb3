"""Trying a draft: side by side with the published version, step by step, any answer replaced by hand."""

import html
import re

import pytest
from asgiref.sync import async_to_sync

from memory.models import Document
from reviews.models import Review
from tenants.scope import tenant_tx
from tests.workflows.newsletter import BRIEF, definition
from workflows import by_hand, rehearsals, runner
from workflows.engine.definition import Step
from workflows.models import Attempt, Delivery, Golden, Run, Version, Workflow

pytestmark = pytest.mark.django_db(transaction=True)
SENT = {
    f"brief-{key}": "\n".join(value) if isinstance(value, list) else value for key, value in BRIEF.items()
}


@pytest.fixture
def drafted(published):
    """A draft that writes otherwise than the published version."""
    published.post("draft/")
    words = {"prompt": "Say only this: {{ brief.topic }} {{ brief.call_to_action }}"}
    published.look(lambda workflow: workflow.draft.steps.filter(key="draft").update(settings=words))
    return published


def carry(desk) -> None:
    for pk in desk.look(lambda workflow: list(Run.with_trials.values_list("pk", flat=True))):
        async_to_sync(runner.drain)(only=pk)


def runs(desk, **which) -> list[Run]:
    return desk.look(lambda workflow: list(Run.with_trials.filter(**which).order_by("created_at")))


def attempt(desk, run: Run, key: str) -> Attempt:
    return desk.look(lambda workflow: Attempt.objects.filter(run=run, key=key).order_by("number").last())


def tried(desk, **more) -> str:
    """The page's address, below the workflow's."""
    response = desk.post("try/", **SENT, **({"beside": "yes"} | more))
    assert response.status_code == 302, re.findall(r'role="alert">(.*?)<', response.content.decode())
    carry(desk)
    return response.url.partition(f"/workflow/{desk.workflow.pk}/")[2]


def test_it_shows_both_step_by_step_and_touches_nothing(drafted):
    page = html.unescape(drafted.get(tried(drafted)))
    assert page.count("5 of 5 steps are done") == 2
    assert "The draft, version 2" in page and "Version 1, published" in page
    assert "Word by word" not in page  # the stand-in writes from the brief, whatever the prompt says
    nothing = drafted.look(
        lambda w: (
            Run.objects.count(),
            Review.objects.count(),
            Delivery.objects.count(),
            Document.objects.count(),
        )
    )
    assert nothing == (0, 0, 0, 0)


def test_it_says_how_many_entries_are_not_shown(drafted):
    page = tried(drafted)
    (run, _) = runs(drafted)
    home = {"client_id": run.client_id, "run": run, "key": "draft", "state": "passed"}
    drafted.look(
        lambda w: Attempt.objects.bulk_create(
            Attempt(**home, item=item, number=item + 2) for item in range(203)
        )
    )
    assert "8 more: a trial of fewer entries shows them all." in drafted.get(page)


def test_it_tries_the_draft_alone(drafted):
    response = drafted.post("try/", **SENT)
    assert response.status_code == 302
    assert len(runs(drafted)) == 1


def test_it_refuses_a_brief_at_its_questions_and_a_draft_that_can_not_run(drafted):
    page = drafted.post("try/", **SENT | {"brief-topic": ""}).content.decode()
    assert "Nothing has started yet" in page
    drafted.look(lambda workflow: workflow.draft.steps.filter(key="draft").update(settings={"prompt": ""}))
    page = html.unescape(drafted.post("try/", **SENT).content.decode())
    assert "It can't run yet: “Prompt” must not be empty." in page
    assert runs(drafted) == []


def test_it_says_why_the_published_version_is_not_beside_it(drafted):
    drafted.look(lambda workflow: workflow.draft.fields.filter(key="call_to_action").delete())
    drafted.look(
        lambda workflow: workflow.draft.steps.filter(key="draft").update(
            settings={"prompt": "{{ brief.topic }}"}
        )
    )
    response = drafted.post("try/", **SENT, beside="yes")
    assert response.status_code == 302
    assert len(runs(drafted)) == 1
    assert "Version 1 asks other questions" in drafted.browser.get(response.url).content.decode()


def test_it_begins_with_the_brief_of_a_past_run(drafted):
    drafted.post("start/", **SENT)
    (run,) = runs(drafted)
    assert BRIEF["topic"] in drafted.get(f"try/?like={run.pk}")


def set_threshold(desk, threshold):
    def change(workflow):
        step = workflow.draft.steps.get(key="rubric")
        step.settings["threshold"] = threshold
        step.save()

    desk.look(change)


def test_an_answer_is_replaced_by_hand_and_the_rest_goes_on_from_there(drafted):
    set_threshold(drafted, 0)
    address = tried(drafted)
    draft, beside = runs(drafted)
    first = attempt(drafted, draft, "draft")
    assert "Replace what" in html.unescape(drafted.get(f"{address}answers/{first.pk}/"))
    response = drafted.post(f"{address}answers/{first.pk}/", text="# My own words\n\nAll by hand.")
    assert response.status_code == 302
    carry(drafted)
    made = attempt(drafted, draft, "draft")
    assert (made.number, made.state) == (first.number + 1, "passed")
    assert "Written by hand" in made.note
    for key in ("rubric", "review", "deliver"):
        assert "All by hand." in attempt(drafted, draft, key).output["text"]
    assert attempt(drafted, beside, "draft").number == 1
    page = drafted.get(address)
    assert "Word by word, from the published version to the draft" in page
    assert "<ins>All by hand.</ins>" in page
    assert "1 earlier round<" in page  # what the model had written
    assert "There is a newer answer" in html.unescape(
        drafted.post(f"{address}answers/{first.pk}/", text="Again.").content.decode()
    )


def test_what_the_gates_sent_back_stays_to_be_read(drafted):
    set_threshold(drafted, 10)
    address = tried(drafted, beside="")
    last = attempt(drafted, runs(drafted)[0], "rubric")
    before = drafted.look(
        lambda w: list(Attempt.objects.filter(run=last.run_id, key="rubric", number__lt=last.number))
    )
    assert before and all(row.findings for row in before)
    page = html.unescape(drafted.get(address))
    for row in before:
        assert f"Round {row.number} of “" in page
    assert f"{len(before)} earlier round" in page


def test_a_gate_can_be_counted_as_passed(drafted):
    set_threshold(drafted, 10)
    address = tried(drafted)
    draft = runs(drafted)[0]
    flagged = attempt(drafted, draft, "rubric")
    assert flagged.flagged
    drafted.post(f"{address}answers/{flagged.pk}/")
    carry(drafted)
    assert attempt(drafted, draft, "rubric").flagged is False
    assert "no gate flagged it" in attempt(drafted, draft, "review").note


def test_parts_are_replaced_as_parts(drafted):
    parts = [{"name": "title"}, {"name": "points", "kind": "list"}, {"name": "length", "kind": "number"}]
    settings = {"prompt": "{{ brief.topic }}", "output": "json", "parts": parts}
    after = Step(
        key="use", kind="transform", needs=("draft",), settings={"template": "{{ steps.draft.data.title }}"}
    )
    base = definition()
    first = base.steps[0].model_copy(update={"settings": settings})
    drafted.look(lambda w: w.draft.fill(base.model_copy(update={"steps": (first, after)})))
    address = tried(drafted)
    draft = runs(drafted)[0]
    row = attempt(drafted, draft, "draft")
    sent = {"title": "A title", "points": "one\n\ntwo", "length": "many"}
    assert (
        "length was not of the right kind"
        in drafted.post(f"{address}answers/{row.pk}/", **sent).content.decode()
    )
    drafted.post(f"{address}answers/{row.pk}/", **sent | {"length": "3"})
    carry(drafted)
    made = attempt(drafted, draft, "draft")
    assert made.output["data"] == {"title": "A title", "points": ["one", "two"], "length": 3}
    assert attempt(drafted, draft, "use").output["text"] == "A title"


def test_no_answer_is_empty_and_none_is_replaced_while_the_trial_is_at_work(drafted):
    address = tried(drafted)
    draft = runs(drafted)[0]
    row = attempt(drafted, draft, "draft")
    page = html.unescape(drafted.post(f"{address}answers/{row.pk}/", text=" \r\n").content.decode())
    assert "Write what the step should hand on." in page
    drafted.look(lambda workflow: Run.with_trials.filter(pk=draft.pk).update(state="running"))
    page = html.unescape(drafted.post(f"{address}answers/{row.pk}/", text="Mine.").content.decode())
    assert "The trial is at work." in page and "Mine." in page


def test_no_answer_of_a_real_run_is_replaced(drafted):
    drafted.post("start/", **SENT)
    carry(drafted)
    (run,) = runs(drafted)
    row = attempt(drafted, run, "draft")
    with tenant_tx(run.client_id), pytest.raises(by_hand.Impossible):
        by_hand.replace(run, row, {"text": "Mine."}, drafted.cast.ours.owner)
    address = tried(drafted)
    assert drafted.browser.post(drafted.url(f"{address}answers/{row.pk}/"), {"text": "x"}).status_code == 404
    deliver = attempt(drafted, runs(drafted, origin="trial")[0], "deliver")
    assert drafted.browser.get(drafted.url(f"{address}answers/{deliver.pk}/")).status_code == 404


def test_it_asks_for_news_and_gets_none_while_nothing_changed(drafted):
    response = drafted.post("try/", **SENT)
    address = response.url.partition(f"/workflow/{drafted.workflow.pk}/")[2]
    page = drafted.get(address)
    seen = re.search(r"\?seen=([^\"]+)", page)[1]
    assert drafted.browser.get(drafted.url(f"{address}?seen={seen}")).status_code == 204
    carry(drafted)
    page = drafted.get(f"{address}?seen={seen}")
    assert "every 2s" not in page


def test_it_says_that_the_draft_changed_since(drafted):
    address = tried(drafted)
    assert "was changed after this try began" not in drafted.get(address)
    drafted.post("steps/rules/remove/")
    assert "was changed after this try began" in drafted.get(address)
    assert len(drafted.look(rehearsals.latest)) == 1


def test_a_rival_and_another_workflow_find_no_trial(drafted, browse):
    address = tried(drafted)
    row = attempt(drafted, runs(drafted)[0], "draft")
    rival = browse(drafted.cast.rival.owner)
    for page in ("try/", address, f"{address}answers/{row.pk}/"):
        assert rival.get(drafted.url(page)).status_code == 404
        assert rival.post(drafted.url(page), SENT | {"text": "Theirs."}).status_code == 404
    viewer = browse(drafted.cast.ours.viewer)
    assert viewer.get(drafted.url(address)).status_code == 200
    assert viewer.post(drafted.url("try/"), SENT).status_code == 403
    assert viewer.post(drafted.url(f"{address}answers/{row.pk}/"), {"text": "x"}).status_code == 403
    assert len(runs(drafted)) == 2
    other = drafted.look(
        lambda w: type(w).objects.create(client_id=w.client_id, name="Other", slug="other").pk
    )
    assert drafted.browser.get(f"/admin/workflows/workflow/{other}/{address}").status_code == 404


def test_it_begins_with_a_golden_brief(drafted):
    made = drafted.look(
        lambda w: Golden.objects.create(
            client=w.client, workflow=w, name="The usual one", brief={"topic": "Snow"}
        )
    )
    assert "The usual one" in drafted.get("try/")
    assert 'value="Snow"' in drafted.get(f"try/?like=golden:{made.pk}")


@pytest.mark.parametrize("like", ["golden:x", "golden:99999999999999999999", "sample:1", "run:x", "x:1", "²"])
def test_it_begins_with_nothing_that_is_not_there(drafted, like):
    drafted.get(f"try/?like={like}")


def test_a_golden_brief_of_the_rival_s_begins_nothing(drafted, cast):
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        workflow = Workflow.objects.create(client=cast.rival.client, name="Theirs", slug="theirs")
        brief = {"topic": "Secret"}
        golden = Golden.objects.create(
            client=cast.rival.client, workflow=workflow, name="Theirs", brief=brief
        )
    assert "Secret" not in drafted.get(f"try/?like=golden:{golden.pk}")


def alone(desk) -> str:
    """The page of a trial of the draft that goes step by step."""
    response = desk.post("try/", **SENT, stepwise="yes")
    carry(desk)
    return response.url.partition(f"/workflow/{desk.workflow.pk}/")[2]


def stepped(desk, page: str, **more) -> str:
    response = desk.post(f"{page}further/", **more)
    assert response.status_code == 302
    carry(desk)
    return html.unescape(desk.get(page))


def made(desk) -> list[str]:
    (run,) = runs(desk)
    rows = Attempt.objects.filter(run=run).order_by("id")
    return desk.look(lambda workflow: list(dict.fromkeys(rows.values_list("key", flat=True))))


def test_it_goes_step_by_step(drafted):
    page = alone(drafted)
    assert made(drafted) == ["draft"]
    shown = html.unescape(drafted.get(page))
    assert "It waits before “rules”" in shown and "1 of 5 steps" in shown and "every 2s" not in shown
    shown = stepped(drafted, page, seen=1)
    assert made(drafted) == ["draft", "rules"] and "It waits before “rubric”" in shown
    stepped(drafted, page, seen=1)
    assert made(drafted) == ["draft", "rules"]  # pressed twice
    shown = stepped(drafted, page, seen=2, to_end="yes")
    assert len(made(drafted)) == 5 and "It waits before" not in shown and "5 of 5 steps" in shown


def test_an_answer_is_replaced_before_the_next_step_reads_it(drafted):
    page = alone(drafted)
    (run,) = runs(drafted)
    row = attempt(drafted, run, "draft")
    drafted.post(f"{page}answers/{row.pk}/", text="Written by me.")
    carry(drafted)
    assert made(drafted) == ["draft"]
    stepped(drafted, page, seen=1)
    assert attempt(drafted, run, "rules").output["text"] == "Written by me."


def test_a_flag_does_not_end_what_goes_step_by_step(drafted):
    set_threshold(drafted, 10)
    page = alone(drafted)
    stepped(drafted, page, seen=1)
    shown = stepped(drafted, page, seen=2)
    (run,) = runs(drafted)
    assert run.flagged and "It waits before “review”" in shown
    assert "no person reviews it" not in shown
    stepped(drafted, page, seen=3)
    assert attempt(drafted, run, "review") is not None


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_limit_is_told_before_the_step_that_it_keeps_from(drafted, attempts):
    """After the first step, and after a flag."""
    set_threshold(drafted, 10)
    drafted.look(
        lambda workflow: Version.objects.filter(pk=workflow.draft.pk).update(attempts=attempts, revisions=0)
    )
    page = alone(drafted)
    for seen in range(1, attempts):
        stepped(drafted, page, seen=seen)
    shown = html.unescape(drafted.get(page))
    words = "attempt" if attempts == 1 else "attempts"
    assert f"The run used up its {attempts} {words}." in shown
    assert "Do the next step" not in shown and "It waits before" not in shown
    stepped(drafted, page, seen=attempts)
    assert len(made(drafted)) == attempts


def test_both_sides_go_step_by_step_and_nobody_else_sends_them_on(drafted, browse, cast):
    page = tried(drafted, stepwise="yes")
    before = [run.trial for run in runs(drafted)]
    for stranger in (cast.rival.owner, cast.ours.viewer):
        answer = browse(stranger).post(drafted.url(f"{page}further/"), {"seen": 1})
        assert answer.status_code in (403, 404)
    assert [run.trial for run in runs(drafted)] == before
    stepped(drafted, page, seen=1)
    assert [run.trial["steps"] for run in runs(drafted)] == [2, 2]
    drafted.browser.get(drafted.url(f"{page}further/"))
    stepped(drafted, page, seen="x")
    assert [run.trial["steps"] for run in runs(drafted)] == [2, 2]
