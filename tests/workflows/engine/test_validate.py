import pytest
from django.conf import settings

from tests.workflows.engine.story import step
from workflows.engine.definition import LONGEST_STEP, Definition, Field, Step
from workflows.engine.kinds import KINDS
from workflows.engine.validate import explain, validate

TOPIC = Field(key="topic", label="Topic")
TOPICS = Field(key="topics", label="Topics", kind="list")
CRITERIA = [{"key": "tone", "name": "Tone"}]


def draft(**settings) -> Step:
    return step("draft", "generate", settings={"prompt": "Write about {{ brief.topic }}.", **settings})


def told(*steps: Step, fields=(TOPIC, TOPICS), level="problem") -> list[tuple[str, str]]:
    found = validate(Definition(fields=fields, steps=steps))
    return [(problem.where, problem.sentence) for problem in found if problem.level == level]


def whole() -> tuple[Step, ...]:
    return (
        draft(),
        step("rules", "rules", "draft", settings={"max_words": 300, "facts_from_brief": ["topic"]}),
        step("judge", "rubric", "draft", settings={"criteria": CRITERIA}),
        step("review", "review", "rules", "judge", settings={"mode": "flagged"}),
        step("deliver", "deliver", "review", settings={"title": "{{ brief.topic }}"}),
    )


def test_it_finds_nothing_wrong_with_a_good_workflow():
    assert validate(Definition(fields=(TOPIC,), steps=whole())) == []


def test_it_tells_names_that_people_cant_tell_apart():
    twice = (draft(), step("other", "transform", "draft", settings={"template": "x"}, title="Draft"))
    named = (twice[0].model_copy(update={"title": " draft"}), twice[1])
    fields = (TOPIC, TOPICS.model_copy(update={"label": "Topic"}))
    assert told(*named, fields=fields, level="warning") == [
        (
            "steps.other.title",
            "Two steps are called “Draft”. Rename one, so that people can tell them apart.",
        ),
        (
            "fields.topics.label",
            "Two questions read “Topic”. Rename one, so that people can tell them apart.",
        ),
    ]
    assert told(*named, fields=fields) == []


def test_it_wants_steps():
    assert told() == [("steps", "The workflow has no steps yet.")]


def test_no_try_of_a_step_outlasts_a_worker_that_is_replaced():
    def slow(seconds: int) -> Step:
        return step("slow", "transform", settings={"template": "x"}, timeout=seconds)

    assert settings.DRAIN_LINGER == LONGEST_STEP
    assert told(slow(LONGEST_STEP)) == []
    ((place, sentence),) = told(slow(LONGEST_STEP + 1))
    assert (place, sentence.split(":")[0]) == ("steps.slow.timeout", "One try may take 840 seconds at most")


def test_it_names_everything_at_once():
    places = [
        where
        for where, _ in told(
            step("A b", "magic", "gone", when="brief.x"), step("draft", "generate"), fields=()
        )
    ]
    assert places == [
        "steps.A b",
        "steps.A b.needs",
        "steps.A b.when",
        "steps.A b.kind",
        "steps.draft.settings.prompt",
    ]


@pytest.mark.parametrize(
    ("steps", "place", "words"),
    [
        ((draft(), draft()), "steps.draft", "Two steps have the key “draft”. Rename one."),
        (
            (step("brief", "transform", settings={"template": "x"}),),
            "steps.brief",
            "is the name of the intake form's answers",
        ),
        ((step("a", "magic"),), "steps.a.kind", "“magic” is no kind of step. Kinds: generate, transform"),
        (
            (
                step("a", "transform", "b", settings={"template": "x"}),
                step("b", "transform", "a", settings={"template": "x"}),
            ),
            "steps.a.needs",
            "These steps need each other in a circle, so none can start: a, b.",
        ),
        ((step("a", "transform", "a", settings={"template": "x"}),), "steps.a.needs", "in a circle"),
        (
            (draft(prompt="{{ brief.tpic }}"),),
            "steps.draft.settings.prompt",
            "no question “tpic”. Its questions: topic, topics.",
        ),
        (
            (draft(prompt="{{ steps.outline.text }}"),),
            "steps.draft.settings.prompt",
            "There is no step “outline”.",
        ),
        (
            (draft(prompt="{{ steps.later.text }}"), step("later", "generate", settings={"prompt": "x"})),
            "steps.draft.settings.prompt",
            "“later” does not come before",
        ),
        (
            (draft(prompt="{{ item }}"),),
            "steps.draft.settings.prompt",
            "“item” exists only in a step that runs for each",
        ),
        (
            (draft(prompt="{{ nobody }}"),),
            "steps.draft.settings.prompt",
            "“nobody” does not exist. Known: brief, steps, client.name, today, run.cost_usd, "
            "run.budget_left_usd.",
        ),
        (
            (draft(prompt="{{ client.secret }}"),),
            "steps.draft.settings.prompt",
            "“client.secret” does not exist.",
        ),
        (
            (draft(prompt="{{ brief.topic"),),
            "steps.draft.settings.prompt",
            "The template has a mistake in line 1",
        ),
        (
            (draft(instructions="{{ nobody }}"),),
            "steps.draft.settings.instructions",
            "“nobody” does not exist",
        ),
        (
            (draft(), step("page", "transform", "draft", settings={"template": "{{ steps.draft.data }}"})),
            "steps.page.settings.template",
            "writes text only",
        ),
        (
            (
                draft(output="json", parts=[{"name": "title"}]),
                step("page", "transform", "draft", settings={"template": "{{ steps.draft.data.ttle }}"}),
            ),
            "steps.page.settings.template",
            "no part “ttle”. Its parts: title.",
        ),
        (
            (draft(), step("page", "transform", "draft", settings={"template": "{{ steps.draft.items }}"})),
            "steps.page.settings.template",
            "only for a step that runs for each",
        ),
        (
            (draft(), step("page", "transform", "draft", settings={"template": "{{ steps.draft.score }}"})),
            "steps.page.settings.template",
            "“text” and “data” can be used",
        ),
        ((draft(output="json"),), "steps.draft.settings.parts", "Name at least one part"),
        (
            (draft(output="json", parts=[{"name": "a"}, {"name": "a"}]),),
            "steps.draft.settings.parts",
            "Two parts are called “a”.",
        ),
        ((draft(output="json", parts=[{"name": "A b"}]),), "steps.draft.settings.parts.0.name", "entry 1"),
        (
            (draft(passages="many"),),
            "steps.draft.settings.passages",
            "“Samples at most” must be a whole number.",
        ),
        ((step("rules", "rules"),), "steps.rules.needs", "Say which step's text this is about"),
        (
            (draft(), step("rules", "rules", "draft", settings={"subject": "gone"})),
            "steps.rules.settings.subject",
            "“gone” does not come before",
        ),
        (
            (draft(), step("rules", "rules", "draft", settings={"facts_from_brief": ["gone"]})),
            "steps.rules.settings.facts_from_brief",
            "no question “gone”",
        ),
        (
            (draft(), step("judge", "rubric", "draft")),
            "steps.judge.settings.criteria",
            "“Criteria” is missing.",
        ),
        (
            (step("page", "fetch", settings={"url": "https://a.example"}), step("rules", "rules", "page")),
            "steps.rules",
            "No step above writes with a model",
        ),
        (
            (draft(), step("t", "generate", settings={"prompt": "x"}), step("rules", "rules", "draft", "t")),
            "steps.rules.settings.subject",
            "Choose which one it is about.",
        ),
        ((step("review", "review"),), "steps.review.needs", "Say which step's text this is about"),
        (
            (draft(), step("review", "review", "draft", settings={"back_to": "gone"})),
            "steps.review.settings.back_to",
            "“gone” does not come before",
        ),
        (
            (draft(), step("r", "rules", "draft"), step("review", "review", "r", settings={"back_to": "r"})),
            "steps.review.settings.back_to",
            "“r” only judges",
        ),
        ((step("deliver", "deliver"),), "steps.deliver.needs", "Say which step's text this is about"),
        (
            (draft(), step("deliver", "deliver", "draft", settings={"slug": "{{ x }}"})),
            "steps.deliver.settings.slug",
            "“x” does not exist",
        ),
        (
            (step("a", "transform", when="{{ brief.topic }}", settings={"template": "x"}),),
            "steps.a.when",
            "A condition is written without braces",
        ),
        (
            (step("a", "transform", when="brief.tpic == 1", settings={"template": "x"}),),
            "steps.a.when",
            "no question “tpic”",
        ),
        (
            (step("a", "transform", when="client.name == 'x'", settings={"template": "x"}),),
            "steps.a.when",
            "not for the client",
        ),
        (
            (step("a", "transform", for_each="brief.topic", settings={"template": "x"}),),
            "steps.a.for_each",
            "“topic” is answered by one line, not by a list.",
        ),
        (
            (step("a", "transform", for_each="brief.gone", settings={"template": "x"}),),
            "steps.a.for_each",
            "no question “gone”",
        ),
        (
            (step("a", "transform", for_each="brief", settings={"template": "x"}),),
            "steps.a.for_each",
            "This is not a list.",
        ),
        (
            (step("a", "transform", for_each="'x'", settings={"template": "x"}),),
            "steps.a.for_each",
            "Name one list",
        ),
        (
            (step("a", "transform", for_each="{{ x }}", settings={"template": "x"}),),
            "steps.a.for_each",
            "without braces",
        ),
        (
            (
                draft(output="json", parts=[{"name": "title"}, {"name": "ideas", "kind": "list"}]),
                step(
                    "a", "transform", "draft", for_each="steps.draft.data.title", settings={"template": "x"}
                ),
            ),
            "steps.a.for_each",
            "“steps.draft.data.title” is not a list. Its lists: ideas.",
        ),
        (
            (
                draft(),
                step("a", "transform", "draft", for_each="steps.draft.text", settings={"template": "x"}),
            ),
            "steps.a.for_each",
            "This is not a list.",
        ),
    ],
)
def test_it_says_what_is_wrong_and_where(steps, place, words):
    found = dict(told(*steps))
    assert place in found, found
    assert words in found[place]


@pytest.mark.parametrize(
    ("field", "place", "words"),
    [
        (Field(key="2x", label="X"), "fields.2x", "“2x” can't name a question."),
        (Field(key="x", label=" "), "fields.x.label", "no text that people could read"),
        (
            Field(key="x", label="Size", kind="choice"),
            "fields.x.options",
            "“Size” lets people choose, but has no options.",
        ),
        (
            Field(key="x", label="Size", kind="choices", options=("a", "a")),
            "fields.x.options",
            "“a” is there twice",
        ),
    ],
)
def test_it_says_what_is_wrong_with_a_question(field, place, words):
    found = dict(told(*whole(), fields=(TOPIC, field)))
    assert words in found[place]


def test_it_finds_questions_with_the_same_key():
    assert ("fields.topic", "Two questions have the key “topic”. Rename one.") in told(
        *whole(), fields=(TOPIC, TOPIC)
    )


@pytest.mark.parametrize(
    "for_each", ["brief.topics", "steps.lines.data", "steps.ideas.data.many", "steps.posts.items"]
)
def test_it_takes_every_kind_of_list(for_each):
    lines = step("lines", "transform", settings={"template": "x", "output": "lines"})
    ideas = step(
        "ideas",
        "generate",
        settings={"prompt": "x", "output": "json", "parts": [{"name": "many", "kind": "list"}]},
    )
    posts = step("posts", "generate", for_each="brief.topics", settings={"prompt": "{{ item }}"})
    each = step(
        "each", "generate", "lines", "ideas", "posts", for_each=for_each, settings={"prompt": "{{ item }}"}
    )
    assert told(lines, ideas, posts, each) == []


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((draft(), step("rules", "rules", "draft")), "Nobody reviews below this gate"),
        ((draft(), step("deliver", "deliver", "draft")), "Nothing checks the piece before it is delivered."),
        (
            (step("p", "fetch", settings={"url": "https://a.example"}), step("review", "review", "p")),
            "has nowhere to go",
        ),
        (
            (
                draft(),
                step("a", "review", "draft"),
                step("b", "review", "draft"),
                step("d", "deliver", "a", "b"),
            ),
            "a and b review the same piece side by side",
        ),
        (
            (
                draft(),
                step("a", "review", "draft"),
                step("t", "generate", "a", settings={"prompt": "{{ steps.draft.text }}"}),
            ),
            "“a” may have edited this text. Use steps.a.text",
        ),
    ],
)
def test_it_warns_of_what_may_go_wrong(steps, words):
    assert told(*steps) == []
    assert any(words in sentence for _, sentence in told(*steps, level="warning"))


def test_it_explains_every_step_in_a_sentence():
    fetched = step("news", "fetch", settings={"url": "https://a.example"}, when="brief.topic != ''")
    each = step(
        "post", "transform", for_each="brief.topics", settings={"template": "{{ item }}", "output": "lines"}
    )
    said = explain(Definition(fields=(TOPIC, TOPICS), steps=(*whole(), fetched, each)))
    assert said["draft"].startswith(
        "A model of the route “writing” writes a text by your prompt, with the client's"
    )
    assert "a greatest length, facts of the brief, the client's constraints and leftovers" in said["rules"]
    assert said["judge"] == (
        "Another model judges the piece by “Tone”; below 7 of 10 it goes back. "
        "Within 0.5 of the threshold it is judged twice more, and the median counts."
    )
    assert said["review"].endswith("decides within 48 hours, but only when a gate flagged the piece.")
    assert said["deliver"] == "Lays the piece on the shelf, exactly once, as it was approved."
    assert said["news"] == "Reads https://a.example and hands its text on. Only if brief.topic != ''."
    assert said["post"].endswith("without any model. Once for each entry of brief.topics.")


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_check_and_explain_a_step_that_is_still_empty(kind):
    definition = Definition(steps=(Step(key="x", kind=kind),))
    validate(definition)
    assert explain(definition)["x"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_check_and_explain_settings_of_any_shape(kind):
    names = KINDS[kind].module.Settings.model_fields
    for odd in (None, 7, "x", [3], {"a": 1}):
        definition = Definition(steps=(Step(key="x", kind=kind, settings=dict.fromkeys(names, odd)),))
        validate(definition)
        explain(definition)


def test_it_names_the_broken_template_of_each_step():
    broken = step("draft", "generate", settings={"prompt": "{{ brief.topic"})
    unknown = step("short", "transform", "draft", settings={"template": "{{ brief.tpoic }}"})
    twice = step("shout", "transform", "draft", settings={"template": "{% if %} {{ steps.nobody.text }}"})
    places = [where for where, _ in told(broken, unknown, twice)]
    assert places == [
        "steps.draft.settings.prompt",
        "steps.short.settings.template",
        "steps.shout.settings.template",
    ]
