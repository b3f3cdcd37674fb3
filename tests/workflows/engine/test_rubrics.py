import math
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflows.engine import rubrics
from workflows.engine.rubrics import Criterion, Mark, Terms

patient = settings(suppress_health_check=[HealthCheck.too_slow])  # for a busy machine

TEXT = "The mill turns again. It is the best in the world."
CLEAR, TONE = (
    Criterion(key="clear", name="Clear"),
    Criterion(key="tone", name="Tone", weight=3, must_pass=True),
)
FINE = {"score": 8, "quote": "The mill turns", "why": "Plain words.", "suggestion": None}


def mark(score: float, **more) -> dict:
    return {**FINE, "score": score, **more}


def read(**entries):
    return rubrics.read(entries, TEXT, (CLEAR, TONE))


def test_it_reads_a_good_reply():
    marks = read(clear=mark(8), tone=mark(4.5, quote="the best in the  world", suggestion="good"))
    assert marks["clear"] == Mark(8.0, "The mill turns", "Plain words.", None)
    assert marks["tone"] == Mark(4.5, "the best in the world", "Plain words.", "good")


def test_it_takes_no_suggestion_without_words_to_replace():
    assert read(clear=mark(8), tone=mark(4, quote="", suggestion="Rewrite it."))["tone"].suggestion is None


@pytest.mark.parametrize(
    "bad",
    [
        mark(float("nan")),
        mark(float("inf")),
        mark(-0.1),
        mark(10.1),
        mark(True),
        mark("10"),
        mark("10/10"),
        mark(None),
        mark(9, quote="not in the text"),
        mark(9, quote=None),
        mark(9, why=" "),
        mark(9, why=None),
        mark(9, suggestion=3),
        mark(9, verdict="pass"),
        {"score": 9, "quote": "", "why": "Good."},
        "10",
        None,
        [],
    ],
)
def test_it_judges_nothing_by_a_bad_entry(bad):
    assert isinstance(read(clear=FINE, tone=bad), str)


@pytest.mark.parametrize(
    "reply", [None, [], "text", {}, {"clear": FINE}, {"clear": FINE, "tone": FINE, "extra": FINE}]
)
def test_it_judges_nothing_by_a_reply_of_another_shape(reply):
    assert isinstance(rubrics.read(reply, TEXT, (CLEAR, TONE)), str)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FINE, "x"]), inner, max_size=5)
    ),
    max_leaves=8,
)


@patient
@given(st.dictionaries(st.sampled_from(["clear", "tone", "x"]), json_values, max_size=3))
def test_it_reads_any_reply_as_whole_marks_or_not_at_all(reply):
    marks = rubrics.read(reply, TEXT, (CLEAR, TONE))
    if not isinstance(marks, str):
        assert set(marks) == {"clear", "tone"}
        assert all(0 <= one.score <= 10 and one.quote in TEXT and one.why for one in marks.values())


def judged(clear: float, tone: float):
    return {"clear": Mark(clear, "", "Why.", None), "tone": Mark(tone, "", "Why.", None)}


def test_it_computes_the_verdict_from_weights():
    verdict = rubrics.verdict("judge", [judged(4, 8)], Terms((CLEAR, TONE), 7.0))
    assert (verdict.passed, verdict.overall, verdict.scores) == (True, 7.0, {"clear": 4, "tone": 8})
    assert [(f.criterion, f.score, f.must_pass) for f in verdict.findings] == [("Clear", 4, False)]


def test_it_fails_below_the_threshold():
    assert not rubrics.verdict("judge", [judged(3.9, 8)], Terms((CLEAR, TONE), 7.0)).passed


def test_it_fails_by_a_criterion_that_must_pass():
    verdict = rubrics.verdict("judge", [judged(10, 6.9)], Terms((CLEAR, TONE), 7.0))
    assert (verdict.overall > 7, verdict.passed) == (True, False)


def test_it_lets_the_median_of_several_judgements_count():
    verdict = rubrics.verdict("judge", [judged(2, 9), judged(8, 9), judged(9, 9)], Terms((CLEAR, TONE), 7.0))
    assert verdict.scores["clear"] == 8


@patient
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_it_says_why_whenever_it_fails(clear, tone, threshold):
    verdict = rubrics.verdict("judge", [judged(clear, tone)], Terms((CLEAR, TONE), threshold))
    assert verdict.passed or verdict.findings
    assert math.isfinite(verdict.overall)


scores = st.integers(0, 100).map(lambda tenths: tenths / 10)
panels = st.lists(st.tuples(scores, scores), min_size=1, max_size=5)


def given_scores(panel):
    return [{"clear": clear, "tone": tone} for clear, tone in panel]


def weighed(panel, threshold=7.0, **more):
    return rubrics.weigh(given_scores(panel), Terms((CLEAR, TONE), threshold, **more))


@patient
@given(panels)
def test_the_median_of_all_counts_in_whatever_order_they_came(panel):
    found = weighed(panel)
    assert found.scores == {"clear": median(c for c, _ in panel), "tone": median(t for _, t in panel)}
    assert found == weighed(panel[::-1])


@patient
@given(panels)
def test_one_more_like_the_middle_changes_nothing(panel):
    before = weighed(panel)
    assert weighed([*panel, tuple(before.scores.values())]).scores == before.scores


@patient
@given(panels, scores, scores)
def test_it_never_passes_by_a_higher_threshold_what_fails_by_a_lower_one(panel, one, other):
    low, high = sorted((one, other))
    assert weighed(panel, low).passed or not weighed(panel, high).passed


@patient
@given(panels, scores)
def test_its_mean_lies_within_its_scores(panel, threshold):
    found = weighed(panel, threshold)
    assert min(found.scores.values()) - 1e-6 <= found.overall <= max(found.scores.values()) + 1e-6


@patient
@given(panels, scores)
def test_it_never_passes_where_judges_are_further_apart_than_they_may_be(panel, apart):
    found = weighed(panel, 0.0, apart=apart)
    widest = max(max(given) - min(given) for given in zip(*panel, strict=True))
    assert found.passed == (widest <= apart + 1e-6)


@patient
@given(panels, scores)
def test_it_is_near_where_half_a_point_would_decide(panel, threshold):
    found = weighed(panel, threshold, margin=0.5)
    sides = {weighed(panel, max(0.0, min(10.0, threshold + by))).passed for by in (-0.5, 0.5)}
    assert found.near or len(sides) == 1
    assert not weighed(panel, threshold).near


def test_it_says_who_differed():
    verdict = rubrics.verdict(
        "judge", [judged(8, 9), judged(9, 5)], Terms((CLEAR, TONE), 7.0, apart=3), ["a/sol", "b/opus"]
    )
    (finding,) = verdict.findings
    assert not verdict.passed and verdict.weighed.is_dispute
    assert (finding.criterion, finding.why) == (
        rubrics.DISPUTE,
        "Judges are too far apart on “Tone”: a/sol gave 9, b/opus gave 5.",
    )


def test_it_lets_the_writer_answer_findings_and_no_dispute():
    verdict = rubrics.verdict("judge", [judged(2, 9), judged(3, 4)], Terms((CLEAR, TONE), 7.0, apart=3))
    assert not verdict.weighed.is_dispute
    assert {finding.criterion for finding in verdict.findings} == {"Clear", "Tone"}


def test_it_asks_for_every_criterion_and_nothing_else():
    schema = rubrics.schema((CLEAR, TONE))
    assert schema["required"] == ["clear", "tone"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["tone"]["required"] == ["score", "quote", "why", "suggestion"]
