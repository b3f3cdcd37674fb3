from tests.workflows.engine.fakes import Ports, inputs
from tests.workflows.engine.story import step


def reshaped(**settings):
    given = inputs(brief={"topics": ["tea", "milk"]}, steps={"draft": {"text": "{{ client.name }}"}})
    return Ports().perform(step("page", "transform", settings=settings), given).output


def test_it_fills_a_template():
    assert reshaped(template="{% for t in brief.topics %}{{ t }} {% endfor %}") == {"text": "tea milk"}


def test_it_makes_a_list_of_lines_without_bullets():
    made = reshaped(template="- one\n\n* two\n3. three\n4) four\nfive - six", output="lines")
    assert made["data"] == ["one", "two", "three", "four", "five - six"]


def test_it_leaves_marks_in_a_text_alone():
    assert reshaped(template="{{ steps.draft.text }}") == {"text": "{{ client.name }}"}
