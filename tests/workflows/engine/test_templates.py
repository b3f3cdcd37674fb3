import pytest

from workflows.engine.templates import (
    TemplateProblem,
    condition_variables,
    holds,
    listed,
    path_variables,
    render,
    variables,
)

VALUES = {
    "brief": {"topic": "Mills", "topics": ["tea", "milk"], "note": ""},
    "steps": {"draft": {"text": "A {{ brief.topic }} draft", "data": {"title": "T"}}},
    "today": "2026-11-02",
}


def problem(template: str) -> str:
    with pytest.raises(TemplateProblem) as told:
        render(template, VALUES)
    return str(told.value)


def test_it_puts_values_in():
    assert render("{{ brief.topic }} on {{ today }}", VALUES) == "Mills on 2026-11-02"


def test_it_never_renders_a_value_again():
    assert render("{{ steps.draft.text }}", VALUES) == "A {{ brief.topic }} draft"


@pytest.mark.parametrize("empty", ["", [], None])
@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if brief.x %}there{% else %}not{% endif %}", "not"),
        ("{% unless brief.x %}not{% endunless %}", "not"),
        ("{% if brief.topic and brief.x %}both{% endif %}", ""),
        ("{% if brief.x or brief.topic %}one{% endif %}", "one"),
        ("{% assign y = brief.x %}{% if y %}there{% endif %}", ""),
        ("{{ brief.x }}{% for y in brief.x %}{{ y }}{% endfor %}{{ brief.x | size }}", "0"),
        ("{{ brief.x | default: 'none' }}", "none"),
    ],
)
def test_what_was_not_answered_counts_as_no(template, told, empty):
    assert render(template, {"brief": {"x": empty, "topic": "Mills"}}) == told


def test_what_was_not_answered_still_equals_nothing():
    words = "{% if brief.x == '' %}a{% endif %}{% if brief.x == blank %}b{% endif %}"
    assert render(words + "{% if brief.x != empty %}c{% endif %}", {"brief": {"x": ""}}) == "ab"
    assert render("{% if brief.x.size > 0 %}a{% endif %}", {"brief": {"x": []}}) == ""


def test_a_condition_on_what_was_not_answered_does_not_hold():
    assert not holds("brief.note", VALUES)
    assert holds("brief.topic", VALUES)


def test_it_names_a_missing_variable_and_what_is_in_reach():
    assert problem("{{ brief.tpic }}") == (
        "The template asks for “brief.tpic”, which does not exist here. "
        "In reach: brief.topic, brief.topics, brief.note, steps.draft.text, steps.draft.data, today."
    )


@pytest.mark.parametrize(
    "template",
    [
        "{{ nope }}",
        "{% if brief.nope %}x{% endif %}",
        "{{ brief.nope | default: 'x' }}",
        "{{ brief.topics[9] }}",
    ],
)
def test_it_never_takes_a_missing_variable_for_an_empty_one(template):
    assert "does not exist here" in problem(template)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ brief.topic.__class__ }}",
        "{{ brief.topic.__class__.__mro__ }}",
        "{{ brief.items }}",
        "{{ brief['__class__'] }}",
        "{{ self }}",
        "{{ ''.__class__ }}",
        "{% include 'secret' %}",
        "{% render 'secret' %}",
        "{% tablerow i in (1..3) %}x{% endtablerow %}",
        "{% increment counter %}",
        "{{ 'now' | date: '%Y' }}",
        "{{ brief.topic | nofilter }}",
    ],
)
def test_it_reaches_nothing_but_plain_values(attack):
    assert problem(attack)


@pytest.mark.parametrize("payload", ["{{ 7 | times: 7 }}", "{% raw %}", "{0.__class__}", "%(x)s", "${7*7}"])
def test_it_leaves_template_marks_in_values_as_they_are(payload):
    assert render("{{ brief.topic }}", {"brief": {"topic": payload}}) == payload


@pytest.mark.parametrize(
    "greedy",
    [
        "{% for i in (1..2000) %}x{% endfor %}",
        "{% for i in (1..40) %}{% for j in (1..40) %}x{% endfor %}{% endfor %}",
        "{{ (1..100000000) | join: ',' }}",
        "{% assign x = (1..100000000) | reverse %}",
        "{{ 'a' " + "| replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' " * 8 + "}}",
        "{% capture x %}{{ brief.topic }}" + "{{ brief.topic }}" * 12_000 + "{% endcapture %}",
        "{% for i in (1..900) %}" + "x" * 300 + "{% endfor %}",
        "{% assign x = 99999999 %}{% for i in (1..30) %}{% assign x = x | times: x %}{% endfor %}{{ x }}",
    ],
)
def test_it_stops_templates_that_would_use_up_the_machine(greedy):
    assert problem(greedy)


@pytest.mark.parametrize("broken", ["{{ brief.topic", "{% if x", "{% if %}{% endif %}", "{% nosuch %}"])
def test_it_says_where_a_template_is_broken(broken):
    assert "The template has a mistake in line 1" in problem(broken)


def test_it_evaluates_conditions():
    assert holds("brief.topic == 'Mills' and not (brief.topics contains 'honey')", VALUES)
    assert not holds("brief.note != ''", VALUES)


@pytest.mark.parametrize("condition", ["{{ brief.topic }}", "true %}{{ brief.topic }}{% if true", ""])
def test_it_refuses_what_is_no_condition(condition):
    with pytest.raises(TemplateProblem):
        holds(condition, VALUES)


def test_it_follows_a_path_to_a_list():
    assert listed("brief.topics", VALUES) == ["tea", "milk"]
    assert listed("brief.note", VALUES) == []


@pytest.mark.parametrize("path", ["brief.topic", "brief.nope", "", "a b", "brief.topics }}{{ today"])
def test_it_refuses_what_leads_to_no_list(path):
    with pytest.raises(TemplateProblem):
        listed(path, VALUES)


def test_it_lists_what_a_template_asks_for():
    loop = "{% for t in brief.topics %}{{ t.name }}{% endfor %}{% assign x = item %}{{ x }}"
    assert variables(loop) == [("brief", "topics"), ("item",)]
    assert variables("{{ steps['draft'].text }}") == [("steps", "draft", "text")]
    assert condition_variables("brief.a == brief.b") == [("brief", "a"), ("brief", "b")]
    assert path_variables("steps.ideas.data") == [("steps", "ideas", "data")]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("One\n{{ brief.topic", "in line 2: a “{{” has no “}}” that closes it."),
        ("{% include 'a' %}", "in line 1: “{% include … %}” can’t be used here. Take it out."),
        ("{% if brief.x %}a", "write “{% endif %}” where it ends."),
        ("a\n{% endif %}", "in line 2: “{% endif %}” belongs to nothing that is open here."),
        ("{% foo %}", "there is no “{% foo %}”."),
        ("{{ }}", "a name is missing, such as brief.topic."),
        ("{{ brief topic }}", "one word or mark too many"),
        ("{% for a brief.x %}{% endfor %}", "a loop is written “{% for one in brief.topics %}”."),
        ("{{ brief.x & y }}", "“&” can’t stand here."),
        ("{% if a %}b{% else", "a “{%” has no “%}” that closes it."),
    ],
)
def test_it_says_plainly_what_is_broken_and_where(broken, says):
    with pytest.raises(TemplateProblem) as wrong:
        variables(broken)
    assert says in str(wrong.value) and "expected" not in str(wrong.value)
