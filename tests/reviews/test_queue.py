"""The list of what waits: narrowed, named, taken, approved several at once, one after the other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from reviews import claiming
from reviews.models import Absence, Decision, Review, SavedView
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.people import join
from tests.reviews.visiting import HTMX, Browse, at, decide
from workflows.engine.outcomes import Finding
from workflows.models import Attempt


def text_of(answer: HttpResponse) -> str:
    return html_of(answer)


def waiting(cast: Cast, title: str, *, findings: tuple = (), **review: object) -> Review:
    run = stage.begin(cast.ours, title=title, **review)
    stage.play(run, stage.outcomes(findings=findings))
    return Review.objects.open().get(run=run)


@pytest.fixture
def three(ours: Cast) -> list[Review]:
    """Flagged, then by due date."""
    flagged = waiting(ours, "Alder", findings=stage.FINDINGS)
    late, soon = waiting(ours, "Birch"), waiting(ours, "Cedar")
    Review.objects.filter(pk=late.pk).update(due_at=now() - timedelta(hours=1))
    Review.objects.filter(pk=soon.pk).update(due_at=now() + timedelta(days=3))
    return [flagged, late, soon]


def titles(browser: Browser, **query: str) -> list[str]:
    page = text_of(browser.get(at("inbox"), query))
    return [title for title in ("Alder", "Birch", "Cedar") if f">{title}</a>" in page]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Alder", "Birch", "Cedar"]),
        ({"flag": "yes"}, ["Alder"]),
        ({"flag": "no"}, ["Birch", "Cedar"]),
        ({"due": "late"}, ["Birch"]),
        ({"due": "week", "flag": "no"}, ["Birch", "Cedar"]),
        ({"q": "cedar"}, ["Cedar"]),
        ({"on": "mine"}, []),
        ({"on": "free"}, ["Alder", "Birch", "Cedar"]),
        ({"workflow": "no number", "due": "never", "flag": "perhaps"}, ["Alder", "Birch", "Cedar"]),
        ({"workflow": "999999999999999999"}, []),
        ({"workflow": "９"}, ["Alder", "Birch", "Cedar"]),
    ],
)
def test_it_narrows_the_list(
    reviewer: Browser, three: list[Review], query: dict, expected: list[str]
) -> None:
    assert titles(reviewer, **query) == expected


def test_it_narrows_by_workflow_and_stage(ours: Cast, browse: Browse, three: list[Review]) -> None:
    editor = browse(ours.ours.editor)
    workflow = three[1].run.version.workflow_id
    assert titles(editor, workflow=str(workflow)) == ["Birch"]
    Review.objects.filter(pk=three[2].pk).update(audience="staff")
    assert titles(editor, stage="staff") == ["Cedar"]
    assert titles(browse(ours.ours.reviewer), stage="staff") == []


def test_it_gives_htmx_the_list_alone(reviewer: Browser, three: list[Review]) -> None:
    answer = reviewer.get(at("inbox"), {"flag": "yes"}, headers=HTMX)
    page = text_of(answer)
    assert "Alder" in page and "<html" not in page and 'data-query="flag=yes"' in page
    assert "HX-Request" in answer["Vary"]


def test_it_says_when_nothing_is_like_that(reviewer: Browser, three: list[Review]) -> None:
    assert "Nothing found" in text_of(reviewer.get(at("inbox"), {"q": "nowhere"}))


def test_it_asks_the_database_no_more_for_a_longer_list(
    ours: Cast, reviewer: Browser, three: list[Review]
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(at("inbox"))
        return len(queries)

    waiting(ours, "One", approvals=2)
    few = asked()
    for number in range(4):
        waiting(ours, f"More {number}", approvals=2)
    assert asked() == few


# --- claims -------------------------------------------------------------------------------------------------------


def test_it_takes_a_piece_and_gives_it_back(ours: Cast, reviewer: Browser, browse: Browse, three) -> None:
    answer = reviewer.post(at("claim", three[1].pk), {"hold": "yes"})
    assert answer["Location"] == at("review", three[1].pk)
    assert titles(reviewer, on="mine") == ["Birch"]
    assert "fern-reviewer is on it" in text_of(browse(ours.ours.editor).get(at("inbox")))
    reviewer.post(at("claim", three[1].pk), {"hold": "no"})
    assert titles(reviewer, on="mine") == []


def test_it_ends_a_claim_by_itself(ours: Cast, reviewer: Browser, review: Review) -> None:
    reviewer.post(at("claim", review.pk), {"hold": "yes"})
    Review.objects.filter(pk=review.pk).update(claimed_at=now() - claiming.LASTS - timedelta(seconds=1))
    review.refresh_from_db()
    assert claiming.of(review) is None
    assert claiming.take(review, ours.ours.editor)


def test_it_keeps_a_claim_alive_while_somebody_works(ours: Cast, reviewer: Browser, review: Review) -> None:
    reviewer.post(at("claim", review.pk), {"hold": "yes"})
    earlier = now() - timedelta(minutes=20)
    Review.objects.filter(pk=review.pk).update(claimed_at=earlier)
    reviewer.post(at("desk", review.pk), {"set": "1:accept"})
    review.refresh_from_db()
    assert review.claimed_at > earlier + timedelta(minutes=10)


def test_it_takes_over_only_from_whom_the_page_named(ours: Cast, review: Review, browse: Browse) -> None:
    claiming.take(review, ours.ours.owner)
    editor = browse(ours.ours.editor)
    editor.post(at("claim", review.pk), {"hold": "yes"})
    review.refresh_from_db()
    assert review.claimed_by == ours.ours.owner
    editor.post(at("claim", review.pk), {"hold": "yes", "over": str(ours.ours.owner.pk)})
    review.refresh_from_db()
    assert review.claimed_by == ours.ours.editor


def test_it_warns_who_decides_on_what_somebody_else_has_taken(
    ours: Cast, review: Review, reviewer: Browser
) -> None:
    claiming.take(review, ours.ours.editor)
    warned = decide(reviewer, review)
    assert warned.status_code == 409 and "fern-editor took this piece" in text_of(warned)
    assert not Decision.objects.exists()
    assert f'name="despite" value="{ours.ours.editor.pk}"' in text_of(warned)
    assert decide(reviewer, review, despite=ours.ours.editor.pk).status_code == 302
    assert Decision.objects.count() == 1


# --- one after the other ----------------------------------------------------------------------------------------


def test_it_goes_on_to_the_next_piece_of_the_same_view(reviewer: Browser, three: list[Review]) -> None:
    answer = reviewer.post(
        at("decision", three[1].pk) + "?flag=no", {"decision": "approve", "seen": three[1].digest}
    )
    assert answer["Location"] == at("review", three[2].pk) + "?flag=no"
    answer = reviewer.post(
        answer["Location"].replace("?", "decision/?"), {"decision": "approve", "seen": three[2].digest}
    )
    assert answer["Location"] == at("inbox") + "?flag=no"


def test_it_comes_back_to_what_was_passed_over_only_at_the_end(
    reviewer: Browser, three: list[Review]
) -> None:
    approved = {"decision": "approve", "seen": three[1].digest}
    answer = reviewer.post(at("decision", three[1].pk), approved)
    assert answer["Location"] == at("review", three[2].pk), "the first one was left for later"
    answer = reviewer.post(at("decision", three[2].pk), {**approved, "seen": three[2].digest})
    assert answer["Location"] == at("review", three[0].pk)


def test_it_leads_to_the_pieces_before_and_after(reviewer: Browser, three: list[Review]) -> None:
    page = text_of(reviewer.get(at("review", three[1].pk)))
    assert "2 of 3" in page
    assert f'data-step="before" href="{at("review", three[0].pk)}"' in page
    assert f'data-step="after" href="{at("review", three[2].pk)}"' in page
    page = text_of(reviewer.get(at("review", three[1].pk), {"flag": "no"}))
    assert "1 of 2" in page and 'data-step="before"' not in page


def test_it_passes_over_what_the_person_may_not_decide(ours: Cast, reviewer: Browser, three) -> None:
    Review.objects.filter(pk=three[1].pk).update(reviewers=["@owners"])
    answer = decide(reviewer, three[0])
    assert answer["Location"] == at("review", three[2].pk)


# --- several at once -----------------------------------------------------------------------------------------------


def test_it_lists_exactly_what_would_be_approved(ours: Cast, reviewer: Browser, three: list[Review]) -> None:
    Review.objects.filter(pk=three[2].pk).update(reviewers=["@owners"])
    page = text_of(reviewer.get(at("approval"), {"piece": [review.pk for review in three]}))
    assert f'value="{three[1].pk}:{three[1].digest}" checked' in page
    assert f'value="{three[0].pk}:{three[0].digest}">' in page and "2 findings open" in page
    assert f"{three[2].pk}:" not in page and "others decide on it" in page
    assert not Decision.objects.exists()


def test_it_approves_each_with_its_own_result(ours: Cast, reviewer: Browser, three: list[Review]) -> None:
    decide(reviewer, three[0])
    sent = [f"{three[0].pk}:{three[0].digest}", f"{three[1].pk}:{three[1].digest}", f"{three[2].pk}:old"]
    page = text_of(reviewer.post(at("approval"), {"piece": sent}))
    assert page.count(">Approved</span>") == 2  # the first one is the decision that stands already
    assert page.count(">Not recorded</span>") == 1 and "not the one you were looking at" in page
    assert set(Decision.objects.values_list("review_id", flat=True)) == {three[0].pk, three[1].pk}
    assert Attempt.objects.get(pk=three[1].attempt_id).output["text"] == three[1].text


def test_it_says_of_each_that_somebody_else_was_first(ours: Cast, reviewer: Browser, browse, three) -> None:
    decide(browse(ours.ours.editor), three[1])
    page = text_of(reviewer.post(at("approval"), {"piece": f"{three[1].pk}:{three[1].digest}"}))
    assert "fern-editor approved it before you" in page


def test_it_counts_in_a_batch_too(ours: Cast, reviewer: Browser) -> None:
    review = waiting(ours, "Alder", approvals=2)
    page = text_of(reviewer.post(at("approval"), {"piece": f"{review.pk}:{review.digest}"}))
    assert "Your approval counts. 1 of 2 approvals" in page


@pytest.mark.parametrize("who", ["rival", "neighbour"])
def test_it_approves_nothing_where_a_piece_is_not_to_be_seen(
    ours: Cast, browse: Browse, review: Review, who: str
) -> None:
    browser = browse(ours.rival.owner if who == "rival" else ours.neighbour_reviewer)
    assert browser.get(at("approval"), {"piece": review.pk}).status_code == 404
    assert browser.post(at("approval"), {"piece": f"{review.pk}:{review.digest}"}).status_code == 404
    assert not Decision.objects.exists()


@pytest.mark.parametrize("sent", ["nonsense", ":", "1:2", "'; drop table"])
def test_it_refuses_a_list_that_is_none(reviewer: Browser, sent: str) -> None:
    assert reviewer.post(at("approval"), {"piece": sent}).status_code == 400


def test_it_goes_back_where_nothing_was_chosen(reviewer: Browser) -> None:
    back = reviewer.post(at("approval") + "?flag=no", follow=True)
    assert back.redirect_chain == [(at("inbox") + "?flag=no", 302)]
    assert "No piece was ticked, so none was approved." in text_of(back)


def test_it_names_each_kind_of_finding_once(ours: Cast, reviewer: Browser) -> None:
    names = ["Length", "Claims", "Claims", "Tone", "Facts", "Facts"]
    found = tuple(Finding("rubric", name, "Why.", score=5.0) for name in names)
    waiting(ours, "Alder", findings=found)
    assert "Length · Claims ×2 · Tone · 2 more</p>" in text_of(reviewer.get(at("inbox")))


def test_it_asks_no_reader_for_their_eye(ours: Cast, browse: Browse, three: list[Review]) -> None:
    page = text_of(browse(ours.ours.reader).get(at("inbox")))
    assert "3 pieces wait for a reviewer. You can read them." in page and "your eye" not in page


def test_it_lets_a_reader_approve_nothing(ours: Cast, browse: Browse, review: Review) -> None:
    page = browse(ours.ours.reader).post(at("approval"), {"piece": f"{review.pk}:{review.digest}"})
    assert "Deciding is for reviewers" in text_of(page) and not Decision.objects.exists()


# --- saved views -----------------------------------------------------------------------------------------------------


def test_it_keeps_a_view_for_its_owner_alone(ours: Cast, reviewer: Browser, browse: Browse, review) -> None:
    saved = reviewer.post(at("views"), {"name": "  Only   flagged ", "query": "flag=yes&evil=1&page=3"})
    assert saved["Location"] == at("inbox") + "?flag=yes"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.user) == ("Only flagged", "flag=yes", ours.ours.reviewer)
    assert "Only flagged" in text_of(reviewer.get(at("inbox")))
    for other in (ours.ours.editor, ours.neighbour_reviewer, ours.rival.owner):
        browser = browse(other)
        assert "Only flagged" not in text_of(browser.get(at("inbox")))
        assert browser.post(at("view_removal", view.pk)).status_code == 404
    reviewer.post(at("views"), {"name": "Only flagged", "query": "flag=no"})
    assert SavedView.objects.get().query == "flag=no"
    reviewer.post(at("view_removal", view.pk))
    assert not SavedView.objects.exists()


def test_it_wants_a_name_for_a_view(reviewer: Browser) -> None:
    page = reviewer.post(at("views"), {"name": " ", "query": "flag=yes"}, follow=True)
    assert "Give the view a name" in text_of(page) and not SavedView.objects.exists()


# --- away ------------------------------------------------------------------------------------------------------------


def away(browser: Browser, stand_in: object, first: int = 0, last: int = 7) -> HttpResponse:
    day = localdate()
    days = {"first_day": day + timedelta(days=first), "last_day": day + timedelta(days=last)}
    return browser.post(at("away"), {"stand_in": getattr(stand_in, "pk", stand_in), **days})


def test_it_lets_another_decide_while_somebody_is_away(ours: Cast, reviewer: Browser, browse: Browse) -> None:
    second = join(ours.ours, "second")
    review = waiting(ours, "Alder", reviewers=[ours.ours.reviewer.email])
    assert decide(browse(second), review).status_code == 403
    assert away(reviewer, second).status_code == 302
    page = text_of(browse(second).get(at("review", review.pk)))
    assert "fern-reviewer is away until" in page and "you decide instead" in page
    assert decide(browse(second), review).status_code == 302
    assert Decision.objects.get().by == second


def test_it_says_who_is_to_decide_to_whom_it_refuses(ours: Cast, browse: Browse) -> None:
    review = waiting(ours, "Alder", reviewers=["@owners"])
    refused = decide(browse(ours.ours.reviewer), review)
    assert refused.status_code == 403 and "the agency’s owners decides" in text_of(refused).replace(
        "one of ", ""
    )


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(3, 1, "before the first"), (-9, -2, "over already"), (0, 400, "longer than a year")],
)
def test_it_names_what_is_wrong_with_the_days(ours: Cast, reviewer: Browser, first, last, sentence) -> None:
    answer = away(reviewer, ours.ours.editor, first, last)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert not Absence.objects.exists()


@pytest.mark.parametrize("who", ["rival.owner", "ours.viewer", "ours.reader", "ours.reviewer"])
def test_it_takes_no_stand_in_who_could_not_decide(ours: Cast, reviewer: Browser, who: str) -> None:
    house, _, role = who.partition(".")
    answer = away(reviewer, getattr(getattr(ours, house), role))
    assert answer.status_code == 422 and not Absence.objects.exists()


def test_it_ends_an_absence(ours: Cast, reviewer: Browser, browse: Browse) -> None:
    away(reviewer, ours.ours.editor)
    absence = Absence.objects.get()
    assert browse(ours.rival.owner).post(at("back", absence.pk)).status_code == 404
    assert browse(ours.ours.editor).post(at("back", absence.pk)).status_code == 404
    reviewer.post(at("back", absence.pk))
    assert not Absence.objects.exists()


def test_it_says_what_happens_if_nobody_decides(ours: Cast, reviewer: Browser) -> None:
    review = waiting(ours, "Alder", escalate_hours=24, timeout_hours=72, at_timeout="stop")
    page = text_of(reviewer.get(at("review", review.pk)))
    assert "the agency’s owners are asked too." in page and "the run stops." in page


def test_it_says_when_too_few_people_are_left(ours: Cast, reviewer: Browser) -> None:
    review = waiting(ours, "Alder", approvals=5)
    assert "Only 3 people may decide on it, which is too few" in text_of(
        reviewer.get(at("review", review.pk))
    )
    enough = waiting(ours, "Birch", approvals=3)
    assert "which is too few" not in text_of(reviewer.get(at("review", enough.pk)))


def test_it_offers_nobody_in_place_of_who_never_decides(ours: Cast, browse: Browse) -> None:
    answer = browse(ours.ours.reader).get(at("away"))
    assert answer.status_code == 403 and "need nobody in your place" in text_of(answer)
