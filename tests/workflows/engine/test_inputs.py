from tests.workflows.engine.story import Story, draft, found, newsletter, step, wrote
from workflows.engine.definition import Definition, Field, Limits
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import review
from workflows.engine.outcomes import Passed


def test_it_gives_unanswered_questions_an_empty_value():
    story = Story(draft(), topic="Mills")
    fields = (
        *story.definition.fields,
        Field(key="points", label="P", kind="list"),
        Field(key="note", label="N"),
    )
    story.definition = Definition(fields=fields, steps=story.definition.steps)
    assert story.begin().inputs("draft").brief == {"topic": "Mills", "points": [], "note": ""}


def test_it_shows_a_step_what_lies_above_and_nothing_else():
    story = Story(draft(), step("other", "generate"), step("title", "generate", "draft"))
    story.plays("draft", wrote("A draft.", data={"a": 1}))
    story.settles("other", wrote("Secret."))
    assert story.begin().inputs("title").steps == {"draft": {"text": "A draft.", "data": {"a": 1}}}


def test_it_shows_templates_what_they_may_use():
    inputs = (
        Story(step("post", "generate", for_each="brief.topics"), topics=["tea"]).begin().inputs("post", 0)
    )
    values = inputs.values(Story().now)
    assert values["item"] == "tea"
    assert (values["client"], values["today"]) == ({"name": "Ledgerfen"}, "2026-11-02")
    assert values["run"] == {"cost_usd": 0.0, "budget_left_usd": None}
    assert "item" not in Inputs(run=inputs.run, brief={}).values(Story().now)


def test_it_shows_a_skipped_step_with_its_parts_empty():
    parts = [{"name": "title"}, {"name": "points", "kind": "list"}]
    meta = step("meta", "generate", when="brief.n == '2'", settings={"output": "json", "parts": parts})
    story = Story(meta, step("page", "transform", "meta"), n="1").begin().begin()
    assert story.inputs("page").steps["meta"]["data"] == {"title": "", "points": []}


def test_it_tells_a_judge_which_models_wrote():
    story = newsletter()
    story.plays("draft", wrote("A.", model="writer-1"))
    assert story.begin().inputs("rules").writers == ("writer-1",)
    story = newsletter()
    story.plays("draft", wrote("A.", model="Big-70B-Instruct", asked="server:ours/big"))
    assert story.begin().inputs("rules").writers == ("Big-70B-Instruct", "server:ours/big")


def test_it_tells_a_review_what_was_flagged():
    story = newsletter(revisions=0)
    story.plays("draft", wrote())
    story.rejects("rules", found("Too loud."))
    inputs = story.begin().inputs("review")
    assert (inputs.flagged_by, inputs.flags) == (("“rules”",), (found("Too loud."),))


def test_it_remembers_that_a_person_sent_the_piece_back():
    story = newsletter()
    story.plays("draft", wrote("One."))
    story.passes("rules")
    assert not story.begin().inputs("review").sent_back
    story.plays("review", review.changes(note="Shorter."))
    story.plays("draft", wrote("Two."))
    story.passes("rules")
    assert story.begin().inputs("review").sent_back


def test_it_takes_a_flag_for_settled_once_a_person_has_approved_the_text():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("client", "review", "rules"),
        step("legal", "review", "client"),
        limits=Limits(revisions=0),
    )
    story.plays("draft", wrote("Flagged."))
    story.rejects("rules")
    story.plays("client", review.approved({"text": "Flagged."}))
    assert story.begin().inputs("legal").flagged_by == ()


def test_it_prefers_the_edited_text_where_judges_stand_side_by_side():
    story = Story(
        draft(),
        step("rules", "rules", "draft"),
        step("person", "review", "draft"),
        step("d", "deliver", "rules", "person"),
    )
    story.plays("draft", wrote("Raw."))
    story.passes("rules")
    story.settles("person", review.approved({"text": "Raw."}, "Edited."))
    assert story.begin().inputs("d").piece.text == "Edited."


def test_it_finds_an_edit_behind_another_step():
    story = Story(
        draft(),
        step("person", "review", "draft"),
        step("title", "generate", "person"),
        step("d", "deliver", "title", settings={"subject": "draft"}),
    )
    story.plays("draft", wrote("Raw."))
    story.plays("person", review.approved({"text": "Raw."}, "Edited."))
    story.plays("title", wrote("A title"))
    assert story.begin().inputs("d").piece.text == "Edited."


def test_it_sees_that_two_people_edited_side_by_side():
    story = Story(
        draft(), step("a", "review", "draft"), step("b", "review", "draft"), step("d", "deliver", "a", "b")
    )
    story.plays("draft", wrote("Raw."))
    story.plays("a", review.approved({"text": "Raw."}, "One."))
    story.settles("b", review.approved({"text": "Raw."}, "Two."))
    assert story.begin().inputs("d").piece.torn


def test_it_hands_the_parts_of_a_joined_piece_on_in_order():
    story = Story(
        step("post", "generate", for_each="brief.topics"),
        step("ask", "review", "post", for_each="brief.topics"),
        step("d", "deliver", "ask"),
        topics=["tea", "milk"],
    )
    story.begin()
    for item, text in enumerate(("Tea.", "Milk.")):
        story.settles("post", wrote(text), item=item)
        story.plays("ask", Passed({"text": text}), item=item)
    piece = story.begin().inputs("d").piece
    assert (piece.text, piece.parts) == ("Tea.\n\nMilk.", ("Tea.", "Milk."))


def test_it_counts_the_failures_just_before():
    story = Story(draft(retries=5))
    story.fails("draft", again_in=0)
    story.fails("draft", again_in=0)
    assert story.begin().inputs("draft").failures == 2
