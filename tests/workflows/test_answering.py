"""What is wrong with a step's models, told before a run finds out; by the router's own choosing."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.workflows.newsletter import definition
from workflows import answering
from workflows.answering import of_models
from workflows.engine.definition import Definition, Field, Step
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


def test_it_warns_of_a_panel_that_is_larger_than_the_route() -> None:
    assert told(newsletter({"pin": SONNET}, {"judges": 2})) == []
    ((level, where, sentence),) = told(newsletter({"pin": SONNET}, {"judges": 2, "pin": SOL}))
    assert (level, where) == ("warning", "steps.rubric.settings.judges")
    assert sentence == (
        "2 judges are asked, and only 1 model may judge: some are asked twice. Add models to the route."
    )


def test_it_leaves_settings_that_can_not_be_read_to_the_definition_s_own_check() -> None:
    assert told(newsletter({"pin": 5, "prompt": ""})) == []


def with_files(**settings: object) -> Definition:
    usual = newsletter({"files": ["photos"], **settings})
    return usual.model_copy(
        update={"fields": (*usual.fields, Field(key="photos", label="Photos", kind="files"))}
    )


def blind(*sees: str) -> Registry:
    """A registry in which Sonnet and Opus, the only writers, see no more than this."""
    here = registry_from({"ANTHROPIC_API_KEY": "k"})
    rows = [replace(row, sees=frozenset(sees)) for row in known.MODELS if row.provider == "anthropic"]
    return assembled(here.accounts, {}, catalogue=known.MODELS.with_rows(rows))


def test_it_warns_where_a_step_has_files_and_no_model_can_see_them() -> None:
    assert [where for _, where, _ in told(with_files()) if "see pictures" in where] == []
    found = [one for one in told(with_files(), blind()) if "pictures" in one[2]]
    ((level, where, sentence),) = found
    assert (level, where) == ("warning", "steps.draft.settings.route")
    assert sentence.startswith(
        "No model of the route “writing” can see pictures or read PDF. Add one that can"
    )
    ((_, _, sentence),) = [one for one in told(with_files(), blind("images")) if "PDF" in one[2]]
    assert "can read PDF." in sentence
    assert not [one for one in told(newsletter(), blind()) if "pictures" in one[2]]


def test_it_warns_where_the_only_model_allowed_is_blind() -> None:
    found = [one for one in told(with_files(pin=SONNET), blind()) if "pictures" in one[2]]
    ((level, where, sentence),) = found
    assert (level, where) == ("warning", "steps.draft.settings.pin")
    assert sentence.startswith(
        "Only Claude Sonnet 5.5 may answer here, and it can’t see pictures or read PDF."
    )


def test_it_is_the_one_door_to_publishing() -> None:
    """Version.publish knows nothing of models, so nothing but this module calls it."""
    root = Path(answering.__file__).parent.parent
    files = [
        path
        for room in ("config", "tenants", "memory", "workflows", "reviews")
        for path in (root / room).rglob("*.py")
    ]
    assert len(files) > 300
    callers = {
        path.relative_to(root).as_posix()
        for path in files
        if re.search(r"(?<!answering)\.publish\(", path.read_text())
    }
    assert callers == {"workflows/answering.py"}
