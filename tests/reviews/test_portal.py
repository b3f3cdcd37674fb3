"""The portal as its people use it: through the addresses, as the app's own role, on a real database."""

import re
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from memory.documents import digest
from memory.models import Document, Passage
from reviews.models import Comment, Decision, Review
from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.visiting import HTMX, Browse, at, decide, shelve
from workflows.models import Run


def text_of(answer: HttpResponse) -> str:
    return html_of(answer)


def test_it_lists_what_waits(review: Review, reviewer: Browser) -> None:
    page = text_of(reviewer.get(at("inbox")))
    assert review.title in page and "2 findings" in page and "Fernhill Hotels" in page


def test_it_searches_what_waits(review: Review, reviewer: Browser) -> None:
    assert review.title in text_of(reviewer.get(at("inbox"), {"q": "sauna newsletter"}))
    assert "Nothing found" in text_of(reviewer.get(at("inbox"), {"q": "submarine"}))


def test_it_says_when_nothing_waits(reviewer: Browser) -> None:
    assert "All clear" in text_of(reviewer.get(at("inbox")))


def test_it_turns_the_pages_of_a_long_list(ours: Cast, review: Review, reviewer: Browser) -> None:
    for _ in range(25):
        stage.waiting(ours.ours)
    page = text_of(reviewer.get(at("inbox")))
    assert "Page 1 of 2" in page and "page=2" in page
    assert '<span class="chip bad">26</span>' in page  # all of them, not those of this page
    assert "Page 2 of 2" in text_of(reviewer.get(at("inbox"), {"page": 2}))


def test_it_shows_the_piece_with_its_findings(review: Review, reviewer: Browser) -> None:
    page = text_of(reviewer.get(at("review", review.pk)))
    assert 'data-findings="1">the lowest prices<' in page
    assert "<ins>a fair rate</ins>" in page
    assert "Short and warm." in page  # the context used
    assert "Walks at eleven" in page  # the brief
    assert f'value="{review.digest}"' in page


def test_it_previews_an_edit_without_storing_it(review: Review, reviewer: Browser) -> None:
    form = {"text": review.text, "finding-1": "", "set": "1:accept"}
    page = text_of(reviewer.post(at("desk", review.pk), form, headers=HTMX))
    assert "a fair rate" in page and "Approve with 1 edit" in page and "<html" not in page
    whole = text_of(reviewer.post(at("desk", review.pk), form))
    assert "<html" in whole and "Approve with 1 edit" in whole
    assert not Decision.objects.exists()


def test_it_gives_the_editor_a_text_with_the_accepted_edits(review: Review, reviewer: Browser) -> None:
    form = {"text": review.text, "finding-1": "accept", "set": "merge"}
    page = text_of(reviewer.post(at("desk", review.pk), form, headers=HTMX))
    (typed,) = re.findall(r"<textarea id=\"text\".*?>\n(.*?)</textarea>", page, re.S)
    assert typed == review.text.replace("the lowest prices", "a fair rate")
    assert 'name="finding-1" value="merged"' in page


def test_it_approves_with_an_accepted_edit(review: Review, reviewer: Browser) -> None:
    answer = decide(reviewer, review, text=review.text, **{"finding-1": "accept"})
    edited = review.text.replace("the lowest prices", "a fair rate")
    assert answer.status_code == 302
    decision = Decision.objects.get()
    assert (decision.kind, decision.text, decision.digest) == ("edit", edited, digest(edited))


def test_it_approves_unchanged_what_a_browser_sends_back(review: Review, reviewer: Browser) -> None:
    decide(reviewer, review, text=review.text.replace("\n", "\r\n"))
    assert Decision.objects.get().kind == "approve"


@pytest.mark.parametrize("word", ["changes", "reject"])
def test_it_asks_for_a_note(review: Review, reviewer: Browser, word: str) -> None:
    answer = decide(reviewer, review, decision=word, **{f"note-{word}": "  "})
    assert answer.status_code == 422 and "Say in a sentence" in text_of(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("word", ["changes", "reject"])
def test_it_cuts_no_note(review: Review, reviewer: Browser, word: str) -> None:
    note = f"{'y' * 4998}\n!"
    answer = decide(reviewer, review, decision=word, **{f"note-{word}": f"{note}?"})
    assert answer.status_code == 422 and "That is 5,001 characters, and 5,000 fit" in text_of(answer)
    assert f"{note}?" in text_of(answer) and not Decision.objects.exists()
    decide(
        reviewer, review, decision=word, **{f"note-{word}": note.replace("\n", "\r\n")}
    )  # as browsers send it
    assert Decision.objects.get().note == note


@pytest.mark.parametrize("word", ["changes", "reject"])
def test_it_sends_back_and_rejects(review: Review, reviewer: Browser, word: str) -> None:
    decide(reviewer, review, decision=word, marked=["2"], **{f"note-{word}": "Name the walk."})
    decision = Decision.objects.get()
    assert (decision.kind, decision.note) == (word, "Name the walk.")
    page = text_of(reviewer.get(at("review", review.pk)))
    assert "Name the walk." in page and 'id="approve"' not in page


@pytest.mark.parametrize("form", [{"text": "  "}, {"decision": "sell"}, {"decision": ""}])
def test_it_refuses_what_is_no_decision(review: Review, reviewer: Browser, form: dict) -> None:
    assert decide(reviewer, review, **form).status_code == 422
    assert not Decision.objects.exists()


def test_it_tells_the_second_reviewer_and_keeps_their_text(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    decide(browse(ours.ours.editor), review)
    answer = decide(reviewer, review, text="My own careful words.")
    assert answer.status_code == 409
    assert "approved it before you" in text_of(answer) and "My own careful words." in text_of(answer)
    assert Decision.objects.get().by == ours.ours.editor


def test_it_says_when_a_new_round_reads_the_same(ours: Cast, review: Review, reviewer: Browser) -> None:
    decide(reviewer, review, decision="changes", **{"note-changes": "Shorter."})
    stage.play(review.run, stage.outcomes(f"{review.text}\n\n"))
    assert review.newer is not None and review.newer.text != review.text
    page = text_of(reviewer.get(at("changes", review.newer.pk), headers=HTMX))
    assert "Nothing changed from round 1 to round 2." in page and "0 words added" not in page


def test_it_tells_a_tab_that_stayed_open(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    decide(browse(ours.ours.editor), review)
    form = {"text": f"{review.text}My own careful words.", "finding-1": "accept", "finding-2": "dismiss"}
    swapped = text_of(reviewer.post(at("desk", review.pk), form, headers=HTMX))
    assert "approved it before you" in swapped and 'id="bar" hidden hx-swap-oob="true"' in swapped
    assert "My own careful words." in swapped and "hx-post" not in swapped and "Undo" not in swapped
    whole = reviewer.post(at("desk", review.pk), form)
    assert whole.status_code == 409 and "My own careful words." in text_of(whole)


def test_it_sends_no_style_to_a_page_that_renews_itself(review: Review, reviewer: Browser) -> None:
    address = at("run", review.run_id)
    assert "<style" in text_of(reviewer.get(address))
    assert "<style" not in text_of(reviewer.get(address, headers=HTMX))


def test_it_refuses_a_stale_page(review: Review, reviewer: Browser) -> None:
    answer = decide(reviewer, review, seen=digest("what was there before"))
    assert answer.status_code == 409 and "not the one you were looking at" in text_of(answer)
    assert not Decision.objects.exists()


def test_it_never_decides_on_a_get(review: Review, reviewer: Browser) -> None:
    form = {"decision": "approve", "seen": review.digest}
    for name in ("decision", "desk", "sitting"):
        assert reviewer.get(at(name, review.pk), form).status_code == 405
    assert not Decision.objects.exists()


def test_it_wants_its_own_form(ours: Cast, review: Review, browse: Browse) -> None:
    strict = browse(ours.ours.reviewer, enforce_csrf_checks=True)
    assert decide(strict, review).status_code == 403
    assert strict.post(at("comments", review.pk), {"text": "x"}).status_code == 403
    assert not Decision.objects.exists() and not Comment.objects.exists()


def test_it_keeps_comments(review: Review, reviewer: Browser) -> None:
    answer = reviewer.post(at("comments", review.pk), {"text": "Name <b>the walk</b>."}, headers=HTMX)
    assert "Name &lt;b&gt;the walk&lt;/b&gt;." in text_of(answer)
    assert reviewer.post(at("comments", review.pk), {"text": "More."}).status_code == 302
    assert [comment.text for comment in review.comments.all()] == ["Name <b>the walk</b>.", "More."]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_it_refuses_a_comment_that_is_empty_or_endless(review: Review, reviewer: Browser, text: str) -> None:
    answer = reviewer.post(at("comments", review.pk), {"text": text}, headers=HTMX)
    assert answer.status_code == 422 and "up to 5,000" in text_of(answer)


def test_it_keeps_the_library(review: Review, reviewer: Browser) -> None:
    piece = shelve(review)
    assert piece.title in text_of(reviewer.get(at("library"), {"q": "sauna"}))
    page = text_of(reviewer.get(at("piece", piece.pk)))
    assert "&lt;h1&gt;The quiet season&lt;/h1&gt;" in page  # the HTML, to be copied
    file = reviewer.get(at("piece_file", piece.pk, "md"))
    assert file.content.decode() == review.text
    assert file["Content-Disposition"] == 'attachment; filename="the-quiet-season.md"'
    assert "<h1>" in text_of(reviewer.get(at("piece_file", piece.pk, "html")))
    assert reviewer.get(at("piece_file", piece.pk, "exe")).status_code == 404


def test_it_shows_how_far_a_run_is(review: Review, reviewer: Browser) -> None:
    for page in (at("runs"), at("run", review.run_id)):
        html = text_of(reviewer.get(page))
        assert "Draft" in html and at("review", review.pk) in html


def test_it_starts_a_run_from_the_form_once(ours: Cast, reviewer: Browser) -> None:
    address = at("request", stage.begin(ours.ours).version.workflow_id)
    page = text_of(reviewer.get(address))
    once = re.search(r'name="kept-draft" value="([\w-]+)"', page)
    assert once and "One sentence." in page
    form = {"kept-draft": once[1], "topic": "Snow", "facts": "one\r\ntwo"}
    first, second = reviewer.post(address, form), reviewer.post(address, form)
    run = Run.objects.get(title="Snow")
    assert first["Location"] == second["Location"] == at("run", run.pk)
    assert run.brief == {"topic": "Snow", "facts": ["one", "two"], "urgent": False}
    assert (run.origin, run.started_by) == ("portal", ours.ours.reviewer)


def test_it_takes_changed_answers_for_a_new_brief(ours: Cast, reviewer: Browser) -> None:
    address = at("request", stage.begin(ours.ours).version.workflow_id)
    for topic in ("Snow", "Rain"):
        assert reviewer.post(address, {"kept-draft": str(UUID(int=7)), "topic": topic}).status_code == 302
    assert set(Run.objects.values_list("title", flat=True)) >= {"Snow", "Rain"}


def test_it_says_that_there_is_no_room_in_words_for_a_client(ours: Cast, reviewer: Browser) -> None:
    address = at("request", stage.begin(ours.ours).version.workflow_id)
    Client.objects.filter(pk=ours.ours.client.pk).update(runs_queued=1)
    answer = reviewer.post(address, {"topic": "Snow", "facts": "kept"})
    assert answer.status_code == 429
    html = text_of(answer)
    assert "ask your agency" in html and "kept" in html and "client's page" not in html
    assert Run.objects.count() == 1


def test_it_names_what_is_missing_in_a_brief(ours: Cast, reviewer: Browser) -> None:
    address = at("request", stage.begin(ours.ours).version.workflow_id)
    answer = reviewer.post(address, {"facts": "kept"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Needs an answer." in page and "kept" in page and "1 answer needs another look" in page
    assert Run.objects.count() == 1


def test_it_offers_published_workflows_only(ours: Cast, reviewer: Browser) -> None:
    workflow = stage.begin(ours.ours).version.workflow
    assert "Newsletter" in text_of(reviewer.get(at("requests")))
    workflow.versions.update(state="retired")
    assert "Nothing to request yet" in text_of(reviewer.get(at("requests")))
    assert reviewer.get(at("request", workflow.pk)).status_code == 404


def test_it_lists_decisions(review: Review, reviewer: Browser) -> None:
    decide(reviewer, review)
    page = text_of(reviewer.get(at("decided")))
    assert review.title in page and "Approved" in page


def test_it_answers_an_unknown_address_with_404(reviewer: Browser) -> None:
    for name in ("review", "run", "piece"):
        answer = reviewer.get(at(name, uuid4()))
        assert answer.status_code == 404 and "There is nothing here" in text_of(answer)


def test_it_lets_a_reviewer_stop_a_passage_and_undo_it(ours: Cast, review: Review, reviewer: Browser) -> None:
    passage = _used(review)
    page = text_of(reviewer.get(at("review", review.pk)))
    assert "Found by its words." in page and "Ranked " in page
    assert "Always use this" not in page
    answer = reviewer.post(at("use", review.pk), {"use": f"{passage.pk}:never"}, headers=HTMX)
    assert "Stopped" in text_of(answer) and str(ours.ours.reviewer) in text_of(answer)
    assert _fresh(passage).use == "never"
    reviewer.post(at("use", review.pk), {"use": f"{passage.pk}:fits"})
    assert _fresh(passage).use == "fits"


def test_it_lets_a_reviewer_take_back_only_their_own_word(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    passage = _used(review)
    browse(ours.ours.editor).post(at("use", review.pk), {"use": f"{passage.pk}:never"})
    assert reviewer.post(at("use", review.pk), {"use": f"{passage.pk}:fits"}).status_code == 403
    assert _fresh(passage).use == "never"


def test_it_leaves_always_to_the_agency(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    passage = _used(review)
    always = {"use": f"{passage.pk}:always"}
    assert reviewer.post(at("use", review.pk), always).status_code == 403
    assert (
        browse(ours.ours.reader).post(at("use", review.pk), {"use": f"{passage.pk}:never"}).status_code == 403
    )
    assert browse(ours.ours.editor).post(at("use", review.pk), always).status_code == 302
    assert _fresh(passage).use == "always"
    assert reviewer.post(at("use", review.pk), {"use": f"{passage.pk}:fits"}).status_code == 403


def test_it_stops_only_what_the_piece_was_written_from(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    passage = _used(review)
    other = _passage(review, "Never shown.")
    for sent in (f"{other.pk}:never", f"{passage.pk}:sometimes", "x:never", "", f"{10**30}:never"):
        assert reviewer.post(at("use", review.pk), {"use": sent}).status_code == 404
    for stranger in (ours.rival.reviewer, ours.neighbour_reviewer):
        answer = browse(stranger).post(at("use", review.pk), {"use": f"{passage.pk}:never"})
        assert answer.status_code == 404
    assert reviewer.get(at("use", review.pk)).status_code == 405
    assert {_fresh(passage).use, _fresh(other).use} == {"fits"}


def _passage(review: Review, text: str) -> Passage:
    with tenant_tx(review.client_id):
        document = Document.objects.create(
            client_id=review.client_id, kind="facts", title="Rooms", text=text, digest=digest(text)
        )
        return Passage.objects.create(client_id=review.client_id, document=document, position=0, text=text)


def _used(review: Review) -> Passage:
    """A passage that the piece was written from."""
    passage = _passage(review, "Six rooms.")
    entry = {"id": passage.pk, "document_id": passage.document_id, "title": "Rooms", "kind": "facts",
             "text": "Six rooms.", "score": 0.95, "pinned": False, "why": "by its words"}  # fmt: skip
    with tenant_tx(review.client_id):
        review.run.attempts.filter(key="draft").update(context=[entry])
    return passage


def _fresh(passage: Passage) -> Passage:
    with tenant_tx(passage.client_id):
        return Passage.objects.get(pk=passage.pk)
