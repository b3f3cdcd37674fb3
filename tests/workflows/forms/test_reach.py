"""What a step's templates may name."""

from tests.workflows.diagram.samples import step
from workflows.engine.definition import Definition, Field
from workflows.engine.validate import validate
from workflows.forms import reach

DEFINITION = Definition(
    fields=(Field(key="topic", label="Topic"), Field(key="points", label="Points", kind="list")),
    steps=(
        step("ideas", "generate", settings={"output": "json", "parts": [{"name": "angles", "kind": "list"}]}),
        step("lines", "transform", "ideas", settings={"output": "lines"}),
        step("draft", "generate", "lines", for_each="steps.lines.data"),
        step("join", "transform", "draft"),
        step("aside", "fetch"),
    ),
)


def paths(key):
    return [name.path for group in reach.in_reach(DEFINITION, key) for name in group.names]


def test_it_offers_the_brief_everywhere():
    money = ["run.cost_usd", "run.budget_left_usd"]
    assert paths("ideas") == ["brief.topic", "brief.points", "client.name", "today", *money]


def test_it_offers_the_steps_above_and_their_parts():
    assert paths("lines")[2:4] == ["steps.ideas.text", "steps.ideas.data.angles"]
    assert "steps.aside.text" not in paths("join")


def test_it_offers_the_item_and_the_items():
    assert "item" in paths("draft")
    assert "steps.draft.items" in paths("join")


def test_it_offers_lists_to_go_through():
    assert [name.path for name in reach.lists(DEFINITION, "draft")] == [
        "brief.points",
        "steps.ideas.data.angles",
        "steps.lines.data",
    ]


def test_it_offers_no_step_that_would_close_a_circle():
    assert [s.key for s in reach.could_need(DEFINITION, "lines")] == ["ideas", "aside"]


def test_it_survives_a_circle():
    circle = Definition(steps=(step("a", "generate", "b"), step("b", "rules", "a")))
    assert [s.key for s in reach.above(circle, "a")] == ["b"]


ROOMS = {"name": "rooms", "kind": "records", "of": [{"name": "name"}, {"name": "beds", "kind": "number"}]}
ENTRIES = Definition(
    steps=(
        step("plan", "generate", settings={"output": "json", "parts": [ROOMS], "prompt": "x"}),
        step(
            "page",
            "generate",
            "plan",
            for_each="steps.plan.data.rooms",
            settings={
                "prompt": "{{ item.name }} {{ item.bedz }} {{ steps.plan.data.rooms.name }} "
                "{% for room in steps.plan.data.rooms %}{{ room.name }}{% endfor %}{{ steps.plan.data.rooms[0].bed }}"
            },
        ),
    )
)


def test_it_offers_what_each_entry_has():
    offered = [name.path for group in reach.in_reach(ENTRIES, "page") for name in group.names]
    assert {"item.name", "item.beds"} <= set(offered) and "item" not in offered
    assert [name.path for name in reach.lists(ENTRIES, "page")] == ["steps.plan.data.rooms"]


def test_what_no_entry_has_is_a_problem():
    found = [
        problem.sentence for problem in validate(ENTRIES) if problem.where.startswith("steps.page.settings")
    ]
    assert found == [
        "“item” has no “bedz”. It has: name, beds.",
        "“rooms” of step “plan” is a list. Go through it: {% for one in steps.plan.data.rooms %}.",
        "An entry of “rooms” has no “bed”. It has: name, beds.",
    ]


def test_it_says_why_a_text_is_not_there():
    said = reach.beyond(DEFINITION, "lines")
    assert said == {
        "lines": "A step can’t use its own text.",
        "draft": "“Draft” comes after this step, so there is no text of it yet.",
        "join": "“Join” comes after this step, so there is no text of it yet.",
        "aside": "“Aside” doesn’t come before this step. Tick it under “Comes after”.",
    }
