"""Conditions and lists: what is skipped, paired, joined and left out."""

from tests.workflows.engine.story import Story, draft, step, wrote
from workflows.engine.kinds import review


def test_it_skips_a_step_whose_condition_is_false():
    story = Story(draft(), step("extra", "generate", "draft", when="brief.channel == 'web'"), channel="email")
    story.plays("draft", wrote())
    assert story.starts() == ["extra 1 skipped"]
    assert story.begin().ended() == ("done", "")


def test_it_shows_a_skipped_step_as_empty_downstream():
    story = Story(
        draft(),
        step("extra", "generate", "draft", when="brief.channel == 'web'"),
        step("page", "transform", "extra", "draft"),
        channel="email",
    )
    story.plays("draft", wrote())
    story.begin().begin()
    assert story.inputs("page").steps["extra"]["text"] == ""


def test_it_decides_again_when_what_the_condition_reads_has_changed():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("extra", "generate", "rules", when="steps.draft.text contains 'map'"),
        step("review", "review", "extra", settings={"subject": "draft"}),
    )
    story.plays("draft", wrote("Words."))
    story.passes("rules")
    assert story.starts() == ["extra 1 skipped"]
    story.begin()
    story.plays("review", review.changes())
    story.plays("draft", wrote("Words and a map."))
    story.passes("rules")
    assert story.starts() == ["extra 2"]


def test_it_hands_the_piece_through_a_gate_that_was_skipped():
    story = Story(
        draft(),
        step("judge", "rubric", "draft", when="brief.check == 'yes'"),
        step("deliver", "deliver", "judge"),
        check="no",
    )
    story.plays("draft", wrote("A piece."))
    story.begin()
    assert story.starts() == ["deliver 1"]
    assert story.begin().inputs("deliver").piece.text == "A piece."


def test_it_skips_what_would_judge_or_deliver_a_piece_that_was_never_made():
    story = Story(
        draft(when="brief.write == 'yes'"),
        step("rules", "rules", "draft"),
        step("review", "review", "rules"),
        step("deliver", "deliver", "review"),
        write="no",
    )
    for _ in range(4):
        story.begin()
    assert story.ended() == ("done", "")
    assert {a.state for a in story.attempts[1:]} == {"skipped"}


def test_it_fails_with_the_place_when_a_condition_can_not_be_read():
    story = Story(draft(when="brief.nothing == 1"))
    assert story.ended()[0] == "failed"
    assert "Step “draft”, when: The template asks for “brief.nothing”" in story.ended()[1]


def sections(**more) -> Story:
    return Story(
        step("section", "generate", for_each="brief.topics", **more),
        step("rules", "rules", "section", for_each="brief.topics"),
        step("page", "transform", "rules"),
        topics=["tea", "milk", "honey"],
    )


def test_it_starts_one_series_per_item():
    story = sections()
    assert story.starts() == ["section[0] 1", "section[1] 1", "section[2] 1"]
    assert story.begin().inputs("section", 1).item == "milk"


def test_it_pairs_item_by_item():
    story = sections()
    story.plays("section", wrote("Tea."), item=0)
    assert story.starts() == ["rules[0] 1"]
    assert story.plan().starts[0].consumed == {"section": (1,)}


def test_it_joins_in_the_order_of_the_list():
    story = sections()
    story.begin()
    for item, text in ((2, "Honey."), (0, "Tea."), (1, "Milk.")):
        story.settles("section", wrote(text), item=item)
        story.passes("rules", item=item)
    assert story.plan().starts[0].consumed == {"rules": (1, 1, 1)}
    seen = story.begin().inputs("page").steps["rules"]
    assert [one["text"] for one in seen["items"]] == ["Tea.", "Milk.", "Honey."]
    assert seen["text"] == "Tea.\n\nMilk.\n\nHoney."


def test_it_sends_back_only_the_item_that_was_rejected():
    story = sections()
    story.begin()
    story.settles("section", wrote("Tea."), item=0)
    story.settles("section", wrote("Milk."), item=1)
    story.begin()
    story.rejects("rules", item=1)
    assert story.starts() == ["section[1] 2"]


def test_it_sends_back_every_item_when_a_joined_gate_rejects():
    story = Story(
        step("section", "generate", for_each="brief.topics"),
        step("judge", "rubric", "section"),
        topics=["tea", "milk"],
    )
    story.begin()
    story.settles("section", wrote("Tea."), item=0)
    story.settles("section", wrote("Milk."), item=1)
    story.begin()
    assert story.inputs("judge").piece.text == "Tea.\n\nMilk."
    story.rejects("judge")
    assert story.starts() == ["section[0] 2", "section[1] 2"]


def test_it_follows_a_list_that_a_step_makes():
    story = Story(
        step("ideas", "transform"),
        step("post", "generate", "ideas", for_each="steps.ideas.data"),
        step("page", "transform", "post"),
    )
    story.plays("ideas", wrote("a\nb", data=["a", "b"]))
    assert story.starts() == ["post[0] 1", "post[1] 1"]


def test_it_goes_on_with_an_empty_list():
    story = Story(
        step("post", "generate", for_each="brief.topics"), step("page", "transform", "post"), topics=[]
    )
    assert story.starts() == ["page 1"]
    assert story.begin().inputs("page").steps["post"]["items"] == []


def test_it_notices_a_new_list_even_where_the_old_one_was_empty():
    story = Story(
        step("ideas", "generate"),
        step("post", "generate", "ideas", for_each="steps.ideas.data"),
        step("page", "transform", "post"),
        step("review", "review", "page", settings={"back_to": "ideas"}),
    )
    story.plays("ideas", wrote("none", data=[]))
    story.plays("page", wrote())
    story.plays("review", review.changes(back_to="ideas"))
    story.plays("ideas", wrote("still none", data=[]))
    assert story.starts() == ["page 2"]


def test_it_drops_the_items_that_a_shorter_list_has_no_more():
    story = Story(
        step("ideas", "generate"),
        step("post", "generate", "ideas", for_each="steps.ideas.data"),
        step("review", "review", "post", settings={"back_to": "ideas"}),
    )
    story.plays("ideas", wrote("two", data=["a", "b"]))
    story.begin()
    story.settles("post", wrote("A."), item=0)
    story.settles("post", wrote("B."), item=1)
    story.plays("review", review.changes(back_to="ideas"))
    story.plays("ideas", wrote("one", data=["c"]))
    story.plays("post", wrote("C."), item=0)
    assert story.plan().starts[0].consumed["post"] == (2,)


def test_it_fails_when_the_list_is_none():
    story = Story(step("post", "generate", for_each="brief.topic"), topic="tea")
    assert story.ended()[0] == "failed"
    assert "is not a list" in story.ended()[1]


def test_it_fails_by_one_failed_item():
    story = sections()
    story.fails("section", item=0)
    story.settles("section", wrote(), item=1)
    story.settles("section", wrote(), item=2)
    assert story.ended() == ("failed", "Step “section” (item 1) failed: It broke.")


def test_it_leaves_a_failed_item_out_where_it_is_told_to():
    story = sections(on_item_failure="leave_out")
    story.fails("section", item=1)
    for item in (0, 2):
        story.settles("section", wrote(f"Section {item}."), item=item)
        story.passes("rules", item=item)
    assert story.plan().starts[0].consumed == {"rules": (1, 0, 1)}
    assert story.begin().inputs("page").steps["rules"]["text"] == "Section 0.\n\nSection 2."


def test_it_fails_when_every_item_would_be_left_out():
    story = Story(
        step("post", "generate", for_each="brief.topics", on_item_failure="leave_out"), topics=["a"]
    )
    story.fails("post", item=0)
    assert story.ended() == ("failed", "Every item of step “post” failed; none is left to go on with.")
