"""What a model is asked for: questions, steps and criteria, each with its reason."""

from typing import Any, get_args

from workflows.engine.definition import FieldKind
from workflows.engine.parts import Entry, Part

ANSWERS = tuple(kind for kind in get_args(FieldKind) if kind != "files")
STEPS = ("generate", "rules", "rubric")  # people and deliveries follow from the answers, never from a model
THEIRS = ("review", "deliver")


def _asks(name: str, description: str = "", **more: Any) -> Entry:
    return Entry(name=name, description=description, **more)


def _lists(name: str, description: str, of: tuple[Entry, ...]) -> Part:
    return Part.model_validate({"name": name, "kind": "records", "description": description, "of": of})


PARTS = (
    _lists(
        "fields",
        "The questions that somebody answers for each piece. Few are best.",
        (
            _asks("question", "As a person reads it."),
            _asks("kind", f"How it is answered. One of: {', '.join(ANSWERS)}."),
            _asks("help", "What a good answer looks like.", optional=True),
            _asks("required", kind="yes_no"),
            _asks("options", "For choice and choices.", kind="list", optional=True),
            _asks("why", "Why it is asked, in a sentence."),
        ),
    ),
    _lists(
        "steps",
        "In the order in which they happen.",
        (
            _asks("title", "A few words."),
            _asks(
                "kind",
                f"One of: {', '.join(STEPS)}: writing, exact checks, judging.",
            ),
            _asks("after", "Titles of the steps it works on; none: it starts with the answers.", kind="list"),
            _asks("hands_over", "Whether what it writes is a result that somebody gets.", kind="yes_no"),
            _asks("prompt", "Of generate: what to write and how, in plain words.", optional=True),
            _asks("min_words", "Of rules.", kind="number", optional=True),
            _asks("max_words", "Of rules.", kind="number", optional=True),
            _asks("must_not_say", "Of rules: words and phrases.", kind="list", optional=True),
            _asks("why", "What the step is for, in a sentence."),
        ),
    ),
    _lists(
        "criteria",
        "What the judge of a result looks at.",
        (
            _asks("name", "A few words."),
            _asks("description", "What meets it, and what doesn’t."),
            _asks("why", "Which decision of today it stands for."),
        ),
    ),
)
