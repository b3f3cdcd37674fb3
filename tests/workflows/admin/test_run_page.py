"""The page of a run: its steps, what was sent and answered, and what a person can do."""

from datetime import timedelta

import pytest

from memory.models import Document, Passage
from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF
from workflows import intake
from workflows.admin import detail
from workflows.engine.definition import Limits, Step
from workflows.models import Attempt, Call, Delivery, Lease, Run


@pytest.fixture
def run(published):
    with tenant_tx(published.workflow.client_id, agency=published.cast.ours.agency.pk):
        run = intake.start(published.workflow, BRIEF, by=published.cast.ours.owner)
        home = {"client_id": run.client_id, "run": run}
        draft = Attempt.objects.create(
            **home, key="draft", number=1, state="passed", output={"text": "# Quiet\n\nAll is *quiet*."},
            context=[{"id": 1, "document_id": 0, "title": "Our voice", "kind": "voice", "text": "Plain words.",
                      "score": 0.0, "pinned": True}],
        )  # fmt: skip
        Call.objects.create(
            **home, attempt=draft, provider="anthropic", model="claude", route="writing", purpose="write",
            context="THE CONTEXT", prompt="THE PROMPT <b>", answer="THE ANSWER", state="answered",
            input_tokens=1200, output_tokens=300, cost_usd="0.0123",
        )  # fmt: skip
        Attempt.objects.create(
            **home, key="rubric", number=1, state="passed", flagged=True, scores={"facts": 5.5},
            findings=[{"gate": "rubric", "criterion": "Facts", "why": "Not in the brief.", "quote": "All is",
                       "suggestion": "Most is", "score": 5.5, "must_pass": False}],
        )  # fmt: skip
    return run


def page(desk, run, rest="change/", **headers):
    response = desk.browser.get(f"/admin/workflows/run/{run.pk}/{rest}", headers=headers)
    assert response.status_code == 200
    return html_of(response)


def attempt(desk, run, key):
    pk = desk.look(lambda _: Attempt.objects.get(run=run, key=key).pk)
    return page(desk, run, f"attempts/{pk}/", **{"HX-Request": "true"})


def test_it_shows_where_the_run_is(published, run):
    text = page(published, run)
    assert "kind-generate is-passed" in text
    assert "kind-rubric is-flagged" in text
    assert "1,500" in text  # tokens
    assert "$0.0123" in text
    assert "Walks leave at eleven." in text
    assert ">flagged</span>" in text and "passed, flagged" not in text


def test_it_shows_what_was_sent_and_answered(published, run):
    text = attempt(published, run, "draft")
    for words in ("THE CONTEXT", "THE PROMPT &lt;b&gt;", "THE ANSWER", "Our voice", "<em>quiet</em>"):
        assert words in text


def test_it_shows_findings_with_quote_and_suggestion(published, run):
    text = attempt(published, run, "rubric")
    for words in ("Not in the brief.", "All is", "Most is", "5.5 of 10"):
        assert words in text


def test_it_leads_to_what_was_delivered(published, run):
    def deliver(_):
        home = {"client_id": run.client_id, "run": run}
        row = Attempt.objects.create(**home, key="deliver", number=1, state="passed", note="Delivered.")
        piece = Delivery.objects.create(
            **home, attempt=row, step_key="deliver", title="Quiet", slug="quiet", text="x"
        )
        row.output = {"text": "x", "data": {"reference": str(piece.pk), "url": "javascript:alert(1)"}}
        row.save()
        return piece.pk

    piece = published.look(deliver)
    link = f'<a class="b-link" href="/portal/library/{piece}/">Open it in the library</a>'
    assert link in attempt(published, run, "deliver")
    published.look(lambda _: Delivery.objects.all().delete())
    assert "Open it" not in attempt(published, run, "deliver")


@pytest.mark.parametrize(
    ("url", "shown"), [("https://cms.example/7", True), ("javascript:alert(1)", False), ("", False)]
)
def test_it_leads_to_the_address_at_the_receiver(url, shown):
    step = Step(key="deliver", kind="deliver", settings={"connection": "Blog"})
    place = detail.place(step, Attempt(output={"data": {"reference": "7", "url": url}}))
    assert place == (detail.Place(url, "Open it at “Blog”") if shown else None)


def test_it_says_when_a_cost_is_not_known(published, run):
    published.look(lambda _: Call.objects.update(cost_usd=None))
    assert "1 call, of which 1 unpriced" in page(published, run)
    published.look(lambda _: Call.objects.update(state=Call.State.SENT))
    published.look(lambda _: Attempt.objects.update(state=Attempt.State.FAILED))
    assert "1 call, of which 1 unknown" in page(published, run)


def limited(workflow, **limits):
    """A new version with these limits."""
    draft = workflow.open_draft()
    draft.fill(draft.definition.model_copy(update={"limits": Limits(**limits)}))
    draft.publish()


def test_it_shows_how_far_the_runs_own_limit_is_used_and_that_it_saves(published, request):
    published.look(lambda workflow: limited(workflow, cost_usd=0.015, cost_when_tight="degrade"))
    text = page(published, request.getfixturevalue("run"))
    assert "82 % of the run’s limit of $0.015" in text
    assert "82 % of the run’s cost limit is used: $0.0123 of $0.015 used." in text
    assert "Its steps ask the route “cheap” from now on." in text


def test_it_says_nothing_of_a_limit_that_there_is_not(published, run):
    assert "of the run’s" not in page(published, run)


def test_it_polls_while_the_run_is_open_and_only_answers_news(published, run):
    text = page(published, run)
    assert 'hx-trigger="every 2s"' in text
    seen = text.partition("live/?seen=")[2].partition('"')[0]
    live = f"/admin/workflows/run/{run.pk}/live/"
    assert published.browser.get(f"{live}?seen={seen}").status_code == 204
    published.look(lambda _: Attempt.objects.create(client_id=run.client_id, run=run, key="review", number=1))
    answer = published.browser.get(f"{live}?seen={seen}")
    assert answer.status_code == 200
    assert 'id="timeline" hx-swap-oob="true"' in html_of(answer)


def test_it_stops_polling_when_the_run_has_ended(published, run):
    published.look(lambda _: Run.objects.update(state="done"))
    assert "every 2s" not in page(published, run)


def test_it_cancels_by_post_only(published, run):
    address = f"/admin/workflows/run/{run.pk}/cancel/"
    assert published.browser.get(address).status_code == 404
    published.browser.post(address)
    assert Lease.objects.get(run_id=run.pk).cancel


def test_it_resumes_a_failed_run(published, run):
    address = f"/admin/workflows/run/{run.pk}/resume/"
    assert "Only a failed run" in html_of(published.browser.post(address, follow=True))
    published.look(lambda _: Run.objects.update(state="failed", sentence="“Draft” failed: no key."))
    text = page(published, run)
    assert "“Draft” failed: no key." in text
    assert "Resume" in text
    published.browser.post(address)
    assert published.look(lambda _: Run.objects.get().state) == "queued"


def test_it_lists_runs_with_their_progress(published, run):
    text = html_of(published.browser.get("/admin/workflows/run/?q=quiet"))
    assert "2 of 5 steps" in text
    assert html_of(published.browser.get("/admin/workflows/run/?q=nothing")).count("of 5 steps") == 0


@pytest.mark.parametrize("number", ["999999", "0"])
def test_it_has_no_page_for_an_attempt_that_is_not_there(published, run, number):
    assert published.browser.get(f"/admin/workflows/run/{run.pk}/attempts/{number}/").status_code == 404


def test_it_shows_an_attempt_in_a_tab_of_its_own_with_its_run(published, run):
    pk = published.look(lambda _: Attempt.objects.get(run=run, key="draft").pk)
    response = published.browser.get(f"/admin/workflows/run/{run.pk}/attempts/{pk}/")
    assert response.url == f"/admin/workflows/run/{run.pk}/change/?attempt={pk}#attempt"


def test_it_leads_from_a_new_run_to_the_workflows(desk):
    assert desk.browser.get("/admin/workflows/run/add/").url == "/admin/workflows/workflow/"


def test_it_tells_a_long_wait_in_words(published, run):
    def wait(_):
        row = Attempt.objects.get(run=run, key="draft")
        row.started_at, row.finished_at = row.started_at, row.started_at + timedelta(seconds=19 * 60 + 4)
        row.save()

    published.look(wait)
    assert "19 min 4 s" in page(published, run)


def settle(desk, run, state):
    desk.look(lambda _: (Run.objects.update(state=state), Lease.objects.update(state="done")))


def again(desk, run, key="draft", browser=None):
    address = f"/admin/workflows/run/{run.pk}/steps/{key}/again/"
    return (browser or desk.browser).post(address, follow=True)


def test_it_offers_to_do_a_step_again_and_says_what_that_repeats(published, run):
    assert "Do again from here" not in attempt(published, run, "draft"), "it is at work"
    settle(published, run, "failed")
    text = attempt(published, run, "draft")
    assert "Do again from here" in text
    assert "“Draft”, “rules”, “rubric”, “review”, “deliver”" in text
    assert "What was delivered is replaced" not in text


def test_it_does_a_step_again(published, run):
    settle(published, run, "done")
    text = html_of(again(published, run))
    assert "It is done again from here." in text
    assert "asked for again" in text
    assert "Done again at the request of" in text
    assert published.look(lambda _: Run.objects.get().state) == "queued"
    assert Lease.objects.get().state == "queued"


def test_it_says_why_a_step_cannot_be_done_again(published, run):
    settle(published, run, "done")
    assert "wasn&#x27;t reached yet" in html_of(again(published, run, "deliver"))
    assert again(published, run, "nothing").status_code == 404
    assert published.browser.get(f"/admin/workflows/run/{run.pk}/steps/draft/again/").status_code == 404


def test_it_sets_the_priority(published, run):
    address = f"/admin/workflows/run/{run.pk}/priority/"
    assert "High priority" in html_of(published.browser.post(address, {"priority": "1"}, follow=True))
    assert Lease.objects.get().priority == 1
    assert published.browser.post(address, {"priority": "9"}).status_code == 404
    settle(published, run, "done")
    assert "had ended already" in html_of(published.browser.post(address, {"priority": "0"}, follow=True))


def test_it_says_why_a_queued_run_is_not_at_work(published, run):
    assert "A worker takes it up in a moment." in page(published, run)
    published.browser.post(published.url("pausing/"), {"paused": "yes"})
    text = page(published, run)
    assert "Paused: “Newsletter” rests since" in text and "Resume the workflow" in text
    assert str(published.cast.ours.owner) in text


@pytest.mark.parametrize("who", ["viewer", "rival"])
def test_it_lets_nobody_else_operate_it(published, run, browse, who):
    settle(published, run, "done")
    stranger = published.cast.rival.owner if who == "rival" else published.cast.ours.viewer
    browser, expected = browse(stranger), 404 if who == "rival" else 403
    for rest, values in (("steps/draft/again/", {}), ("priority/", {"priority": "1"})):
        assert browser.post(f"/admin/workflows/run/{run.pk}/{rest}", values).status_code == expected
    assert published.look(lambda _: Run.objects.get().state) == "done"
    if who == "viewer":
        assert "Do again from here" not in html_of(browser.get(f"/admin/workflows/run/{run.pk}/change/"))


def test_it_says_why_a_context_was_used_and_stops_a_passage(published, run):
    client = run.client_id
    with tenant_tx(client, agency=published.cast.ours.agency.pk):
        document = Document.objects.create(
            client_id=client, kind="facts", title="Rooms", text="Six.", digest="x"
        )
        passage = Passage.objects.create(client_id=client, document=document, position=0, text="Six rooms.")
        entry = {"id": passage.pk, "document_id": document.pk, "title": "Rooms", "kind": "facts", "text": "Six rooms.",
                 "score": 0.95, "pinned": False, "why": "by its words", "heading": "House", "version": 2}  # fmt: skip
        room = {"budget": 100, "note": "", "shares": [{"part": "facts", "tokens": 15}],
                "left_out": [{"title": "Long letter", "kind": "sample", "tokens": 900}]}  # fmt: skip
        Attempt.objects.filter(run=run, key="draft").update(context=[entry], room=room)
        draft = Attempt.objects.get(run=run, key="draft").pk
    text = attempt(published, run, "draft")
    for words in ("Ranked 95 of 100.", "Found by its words.", "House · version 2", "Facts 15 %",
                  "Left out for want of room: Long letter (900 tokens)."):  # fmt: skip
        assert words in text, words
    at = f"/admin/workflows/run/{run.pk}/attempts/{draft}/passages/{passage.pk}/use/"
    swapped = html_of(published.browser.post(at, {"use": "never"}, headers={"HX-Request": "true"}))
    assert "It isn’t used any more" in swapped.replace("'", "’").replace("&#x27;", "’")
    assert published.browser.post(at, {"use": "fits"}).status_code == 302
    assert published.browser.post(at, {"use": "sometimes"}).status_code == 404
    assert published.browser.get(at).status_code == 404
    with tenant_tx(client):
        assert Passage.objects.get().use == "fits"
