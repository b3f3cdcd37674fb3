"""The drawing as text: a snapshot that a person has looked at, and what must hold for any drawing."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.diagram.samples import NEWSLETTER, step, thirty
from workflows.diagram import StepState, svg
from workflows.engine.definition import Definition
from workflows.engine.kinds import KINDS

SNAPSHOTS = Path(__file__).parent / "snapshots"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("direction", ["right", "down"])
def test_it_draws_the_newsletter_as_looked_at(direction):
    drawn = svg(NEWSLETTER, direction=direction, url=lambda key: f"/steps/{key}/", selected="draft")
    path = SNAPSHOTS / f"newsletter-{direction}.svg"
    assert drawn + "\n" == path.read_text(), f"the drawing changed: look at it, then rewrite {path.name}"


def test_it_draws_the_same_thing_every_time():
    assert svg(thirty()) == svg(thirty())


def test_it_links_every_step_and_says_its_story():
    root = ElementTree.fromstring(svg(NEWSLETTER, url=lambda key: f"/steps/{key}/" if key != "brief" else ""))
    assert [a.get("href") for a in root.iter(f"{SVG}a")] == [f"/steps/{s.key}/" for s in NEWSLETTER.steps]
    stories = [node.find(f"{SVG}title").text for node in root.iter(f"{SVG}g") if node.get("data-step")]
    assert 'Draft. Writes the issue in the "house" voice' in stories
    assert "Put on the shelf & tell the CMS. Only if brief.publish." in stories


def test_it_escapes_what_people_typed():
    definition = Definition(steps=(step("a", "generate", title="<script>alert(1)</script>"),))
    drawn = svg(definition, url=lambda key: 'x" onclick="alert(1)')
    assert "<script>" not in drawn
    assert ' onclick="' not in drawn
    ElementTree.fromstring(drawn)


def test_it_shows_what_a_run_did():
    states = {"draft": StepState("running", "round 2"), "rules": StepState("flagged")}
    root = ElementTree.fromstring(svg(NEWSLETTER, states=states))
    by_step = {node.get("data-step"): node for node in root.iter(f"{SVG}g") if node.get("data-step")}
    assert "is-running" in by_step["draft"].get("class")
    assert "round 2" in [text.text for text in by_step["draft"].iter(f"{SVG}text")]
    assert "is-flagged" in by_step["rules"].get("class")
    assert "is-" not in by_step["review"].get("class")


def test_it_marks_conditions_and_fan_out():
    root = ElementTree.fromstring(svg(thirty()))
    node = next(node for node in root.iter(f"{SVG}g") if node.get("data-step") == "write1")
    assert "each" in [text.text for text in node.iter(f"{SVG}text")]


def test_it_draws_ways_back_to_the_writer():
    drawn = svg(NEWSLETTER)
    assert "<title>Rubric to Draft: back with findings, at most 2 rounds</title>" in drawn
    assert "<title>Review to Draft: changes asked for, at most 3 rounds</title>" in drawn


def test_it_draws_a_draft_that_is_wrong():
    circle = Definition(steps=(step("a", "generate", "b"), step("b", "rules", "a"), step("c", "x", "nobody")))
    root = ElementTree.fromstring(svg(circle))
    assert {node.get("data-step") for node in root.iter(f"{SVG}g")} >= {"brief", "a", "b", "c"}


@given(
    st.lists(
        st.tuples(st.sampled_from([*KINDS, "odd"]), st.sets(st.integers(0, 12))),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_it_draws_whatever_a_draft_holds(steps):
    """Circles, gates without a piece, needs that lead nowhere, in both directions."""
    made = [step(f"s{i}", kind, *(f"s{n}" for n in sorted(needs))) for i, (kind, needs) in enumerate(steps)]
    for direction in ("right", "down"):
        root = ElementTree.fromstring(svg(Definition(steps=tuple(made)), direction=direction))
        assert len([node for node in root.iter(f"{SVG}g") if node.get("data-step")]) == len(made) + 1


def test_it_draws_nothing_but_the_brief_for_an_empty_draft():
    assert 'data-step="brief"' in svg(Definition())
