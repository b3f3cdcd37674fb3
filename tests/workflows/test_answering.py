"""What is wrong with a step's models, told before a run finds out; by the router's own choosing."""

from datetime import date, timedelta

import pytest

from tests.workflows.newsletter import definition
from workflows.answering import of_models
from workflows.engine.definition import Definition, Step
from workflows.providers import known
from workflows.providers.catalogue import Model
from workflows.providers.environment import registry_from
from workflows.providers.registry import Registry, assembled

TODAY = date(2026, 11, 26)
BOTH = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
SONNET, OPUS, SOL = "anthropic/claude-sonnet-5-5", "anthropic/claude-opus-5-5", "openai/gpt-6.2-sol"


def newsletter(draft: dict | None = None, rubric: dict | None = None) -> Definition:
    more = {"draft": draft or {}, "rubric": rubric or {}}
    steps = tuple(
        step.model_copy(update={"settings": {**step.settings, **more.get(step.key, {})}})
        for step in definition().steps
    )
    return definition().model_copy(update={"steps": steps})


def told(definition_: Definition, registry: Registry | None = None) -> list[tuple[str, str, str]]:
    registry = registry or registry_from(BOTH)
    return [(one.level, one.where, one.sentence) for one in of_models(definition_, registry, TODAY)]


def retiring(day: date) -> Registry:
    here = registry_from(BOTH)
    row = Model("anthropic", "claude-sonnet-5-5", "Sonnet", 1_000_000, 8_000, retires_on=day)
    return assembled(here.accounts, {}, catalogue=known.MODELS.with_rows([row]))


def test_it_has_nothing_to_say_of_a_usual_workflow() -> None:
    assert told(newsletter()) == []
    assert told(newsletter(), registry_from({})) == []
    assert told(newsletter({"pin": SONNET}, {"pin": SOL})) == []


def test_it_says_that_a_pinned_model_is_unknown_retired_or_without_a_key() -> None:
    ((level, where, sentence),) = told(newsletter({"pin": "anthropic/claude-nine"}))
    assert (level, where) == ("problem", "steps.draft.settings.pin")
    assert sentence.startswith("There is no model “claude-nine” in the catalogue.")
    ((_, _, sentence),) = told(newsletter({"pin": "gemini/gemini-4-carbon"}))
    assert "Gemini 4 Carbon has no key" in sentence
    ((level, _, sentence),) = told(newsletter({"pin": SONNET}), retiring(TODAY))
    assert level == "problem" and "was retired on 26 November 2026" in sentence


def test_it_says_that_nobody_is_left_where_all_are_excluded() -> None:
    models = [choice.key for choice in registry_from(BOTH).routes["writing"]]
    ((level, where, sentence),) = told(newsletter({"exclude": models}))
    assert (level, where) == ("problem", "steps.draft.settings.exclude")
    assert "No model of the route “writing” is left" in sentence


def test_it_says_that_a_judge_is_pinned_to_the_writer_s_own_model() -> None:
    ((level, where, sentence),) = told(newsletter({"pin": SONNET}, {"pin": SONNET}))
    assert (level, where) == ("problem", "steps.rubric.settings.pin")
    assert "it may not judge its own text" in sentence


def test_it_looks_at_every_writer_above_the_judge() -> None:
    outline = Step(key="outline", kind="generate", settings={"prompt": "Outline."})
    base = newsletter({"pin": SONNET}, {"pin": SONNET})
    draft, *rest = base.steps
    steps = (outline, draft.model_copy(update={"needs": ("outline",)}), *rest)
    ((level, _, sentence),) = told(base.model_copy(update={"steps": steps}))
    assert level == "problem" and "writes “Draft”" in sentence


def test_it_warns_where_the_judge_would_share_the_first_writer() -> None:
    ((level, _, sentence),) = told(newsletter(rubric={"pin": SONNET}))
    assert level == "warning" and "it is the first to write" in sentence
    one = assembled(registry_from({"ANTHROPIC_API_KEY": "k"}).accounts, {}, {
        name: registry_from(BOTH).routes["writing"][:1] for name in ("writing", "judging")
    })  # fmt: skip
    ((level, where, sentence),) = told(newsletter(), one)
    assert (level, where) == ("warning", "steps.rubric.settings.route")
    assert "the route “judging” has only Claude Sonnet 5.5" in sentence
    assert told(newsletter(rubric={"pin": OPUS}), one) == []


@pytest.mark.parametrize(("days", "warned"), [(61, False), (60, True), (1, True)])
def test_it_warns_from_two_months_before_the_first_choice_retires(days: int, warned: bool) -> None:
    found = told(newsletter(), retiring(TODAY + timedelta(days=days)))
    assert bool(found) is warned
    if found:
        level, where, sentence = found[0]
        assert (level, where) == ("warning", "steps.draft.settings.route")
        assert sentence.startswith("Sonnet is asked first here and retires on ")
    pinned = told(newsletter({"pin": SONNET}), retiring(TODAY + timedelta(days=days)))
    assert bool(pinned) is warned and all("From then on the step fails" in words for _, _, words in pinned)


def test_it_leaves_settings_that_can_not_be_read_to_the_definition_s_own_check() -> None:
    assert told(newsletter({"pin": 5, "prompt": ""})) == []
