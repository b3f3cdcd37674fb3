from reviews import deciding, history
from reviews.desk import Desk
from tests.cast import Cast
from tests.reviews import stage


def test_it_tells_what_happened_in_plain_words(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    wanted = deciding.approval(Desk.fresh(review.text, review.found), ours.ours.reviewer, review.digest)
    deciding.decide(review.pk, review.run_id, wanted)
    told = [line.sentence for line in history.story(review.run, staff=False)]
    assert told == [
        "Requested by the agency.",
        "“Draft” is done.",
        "“Rubric” is done. No round of revision is left: flagged for a person.",
        "“Check” waits for a person.",
        f"{ours.ours.reviewer} approved it as it was.",
    ]


def test_it_keeps_failures_for_the_agency(ours: Cast) -> None:
    run = stage.begin(ours.ours)
    stage.play(run, {**stage.outcomes(), "draft": stage.broken("Set ANTHROPIC_API_KEY.")})
    assert "Set ANTHROPIC_API_KEY." in history.story(run, staff=True)[-1].sentence
    assert not [line for line in history.story(run, staff=False) if "API_KEY" in line.sentence]


def test_it_shows_the_brief_as_the_form_asked_it(ours: Cast) -> None:
    asked = history.brief(stage.begin(ours.ours))
    assert asked == [
        ("Topic", "The quiet season"),
        ("Facts", "Sauna all day\nWalks at eleven"),
        ("Urgent", "Yes"),
    ]


def test_it_shows_a_day_as_people_write_it() -> None:
    assert history.shown("2026-12-24", "date") == "24 December 2026"
    assert (history.shown("soon", "date"), history.shown(None, "date")) == ("soon", "")


def test_it_shows_each_passage_that_was_used_once(ours: Cast) -> None:
    why = history.why(stage.waiting(ours.ours))
    (used,) = history.used(why)
    assert (used.line.title, used.line.kind, used.line.is_found) == ("Brand voice", "Brand voice", False)
    assert "Short and warm." in used.html


def test_it_lists_what_passed_beside_what_was_found(ours: Cast) -> None:
    assert history.passed(stage.waiting(ours.ours)) == [("One invitation", 9.0)]


def test_it_repeats_what_was_asked_for(ours: Cast) -> None:
    first = stage.waiting(ours.ours)
    wanted = deciding.change_request("Shorter, please.", [], ours.ours.reviewer, first.digest)
    deciding.decide(first.pk, first.run_id, wanted)
    stage.play(first.run, stage.outcomes("Short."))
    assert first.newer is not None
    assert (history.asked_for(first), history.asked_for(first.newer)) == ("", "Shorter, please.")


def test_it_tells_what_became_of_what_was_found_before(ours: Cast) -> None:
    first = stage.waiting(ours.ours)
    assert history.revised(first) == []
    wanted = deciding.change_request("Shorter, please.", [1, 2], ours.ours.reviewer, first.digest)
    deciding.decide(first.pk, first.run_id, wanted)
    stage.play(first.run, stage.outcomes("Our customers utilise it all.", stage.FINDINGS[:1]))
    assert first.newer is not None
    told = {one.finding.criterion: one.became for one in history.revised(first.newer)}
    assert told == {"Tone": "open", "Claims": "addressed"}


def test_the_page_tells_what_became_of_them(ours: Cast, browse) -> None:
    first, reviewer = stage.waiting(ours.ours), browse(ours.ours.reviewer)
    heading = "What became of the last round’s findings"
    assert heading not in reviewer.get(f"/portal/reviews/{first.pk}/").content.decode()
    wanted = deciding.change_request("Shorter, please.", [1, 2], ours.ours.reviewer, first.digest)
    deciding.decide(first.pk, first.run_id, wanted)
    stage.play(first.run, stage.outcomes("Our customers utilise it all.", stage.FINDINGS[:1]))
    page = reviewer.get(f"/portal/reviews/{first.newer.pk}/").content.decode()
    assert heading in page and "not addressed" in page.partition(heading)[2]
