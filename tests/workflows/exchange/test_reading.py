"""All that is wrong with a file, at once, each at its line."""

import pytest

from tests.workflows.exchange.files import SMALL
from workflows.exchange.faults import BadFile
from workflows.exchange.reading import problems, read


def refused(text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        read(text)
    return list(map(str, caught.value.faults))


def test_it_reads_the_least_that_a_workflow_is():
    material = read(SMALL)
    assert (material.name, material.definition.step("draft").settings) == (
        "Small",
        {"prompt": "On {{ brief.topic }}."},
    )


def test_it_tells_all_that_is_wrong():
    text = (
        SMALL.replace("prompt:", "promt:")
        .replace("kind: line", "kind: lin")
        .replace("revisions: 2", "revisions: 99")
    )
    assert refused(text) == [
        "Line 7: “definition, fields, entry 1, kind” must be one of 'line', 'text', 'number', 'date', 'choice', "
        "'choices', 'url', 'list', 'yes_no' or 'files'.",
        "Line 12: “promt” is not a setting of this step.",
        "Line 14: “definition, limits, revisions” must be 10 or less.",
    ]
    assert refused(SMALL.replace("prompt:", "promt:")) == ["Line 12: “promt” is not a setting of this step."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: generate", "kind: generat", "Line 10: “generat” is no kind of step."),
        ("key: draft", "key: Draft", "Line 9: “Draft” can’t name a step"),
        ("slug: small", "slug: sm/all", "Line 1: “slug” must be letters"),
        ("name: Small", "name: [Small]", "Line 2: “name” must be text."),
        ("name: Small", f"name: {'x' * 121}", "Line 2: “name” has 121 characters; 120 is the most."),
        ("label: Topic", f"label: {'x' * 121}", "Line 6: “label” has 121 characters; 120 is the most."),
        ("      kind: line", "      max_length: 9999999999", "Line 7: “max_length” must be a number from 0"),
        (
            "name: Small",
            "name: Small\nsecret: x",
            "Line 3: “secret” isn’t known here. Known: slug, name, purpose,",
        ),
        ("  limits:", "  limitz:", "“limitz” isn’t known here. Known: fields, steps, limits."),
        ("label: Topic", "lable: Topic", "Line 6: “lable” isn’t known here. Known: key, label, kind, help,"),
        (
            "    - key: draft",
            "    - key: draft\n      need: []",
            "“need” isn’t known here. Known: key, kind, title,",
        ),
        ("On {{ brief", "On ••• {{ brief", "Line 12: A secret was left out here"),
        ("  limits:", "  limits: 3\n  limit:", "must be names with their values"),
    ],
)
def test_it_refuses_what_can_be_no_draft(old, new, told):
    assert any(told in fault for fault in refused(SMALL.replace(old, new))), refused(SMALL.replace(old, new))


def test_it_refuses_a_key_that_is_there_twice():
    step = "    - key: draft\n      kind: rules\n"
    assert refused(SMALL.replace("  limits:", step + "  limits:")) == [
        "Line 13: Another step has the key “draft” already. Rename one."
    ]


@pytest.mark.parametrize("text", ["- a\n", "just words\n", "openapi: 3.1.0\ninfo: {}\n"])
def test_it_says_what_it_expected(text):
    assert refused(text) == ["This is not a workflow’s file: it needs “slug”, “name” and “definition”."]


def test_it_takes_a_draft_with_problems_and_tells_their_lines():
    text = SMALL.replace("brief.topic", "brief.tpoic")
    [(line, problem)] = problems(text, read(text).definition)
    assert (line, problem.level) == (12, "problem")
    assert read(SMALL.replace("        prompt: On {{ brief.topic }}.\n", "        effort: low\n"))
