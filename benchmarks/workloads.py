"""The work that is measured, as real workflows of real step kinds.

W is five steps in a row, a fan-out of three and a join: nine durable steps in seven stages. In W0 each is a template
that costs nothing; in W200 each asks a model. The newsletter has the shape of the demo's.
"""

from collections.abc import Callable
from typing import Any

from workflows.engine.definition import Definition, Field, Limits, Step

STAGES, STEPS = 7, 9  # of W
NEWSLETTER_STEPS, NEWSLETTER_CALLS = 5, 2  # calls one after the other
ROW, FAN = tuple(f"s{number}" for number in range(1, 6)), 3

BRIEF = {"topic": "The quiet season", "items": ["Halls", "Kitchen", "Walks"]}
FIELDS = (
    Field(key="topic", label="Topic"),
    Field(key="items", label="Items", kind="list"),
)
CRITERIA = [
    {"key": "facts", "name": "Facts", "description": "Says what the brief says.", "weight": 2},
    {"key": "voice", "name": "Voice", "description": "Sounds like the house."},
    {"key": "order", "name": "Order", "description": "One thing after the other."},
]


def w0() -> Definition:
    return _w("transform", lambda key: {"template": f"{key}: {{{{ brief.topic }}}}"})


def w200() -> Definition:
    return _w(
        "generate", lambda key: {"prompt": f"Part {key} of {{{{ brief.topic }}}}.", "use_memory": False}
    )


def newsletter(mode: str = "flagged") -> Definition:
    """Draft from memory, house rules beside a judge, a person (if flagged, or always), the shelf."""
    return Definition(
        fields=FIELDS,
        steps=(
            Step(key="draft", kind="generate", title="Write the letter", settings={
                "prompt": "Write about {{ brief.topic }}: {{ brief.items | join: ', ' }}.", "max_output": 2000,
            }),
            Step(key="rules", kind="rules", needs=("draft",), settings={"min_words": 60, "max_words": 400}),
            Step(key="rubric", kind="rubric", needs=("draft",), settings={"threshold": 7, "criteria": CRITERIA}),
            Step(key="review", kind="review", needs=("rules", "rubric"), settings={"mode": mode}),
            Step(key="deliver", kind="deliver", needs=("review",)),
        ),
        limits=Limits(revisions=1),
    )  # fmt: skip


def _w(kind: str, settings: Callable[[str], dict[str, Any]]) -> Definition:
    row = [
        Step(key=key, kind=kind, needs=ROW[:number][-1:], settings=settings(key))
        for number, key in enumerate(ROW)
    ]
    fan = Step(key="fan", kind=kind, needs=ROW[-1:], for_each="brief.items", settings=settings("fan"))
    join = Step(key="join", kind=kind, needs=("fan",), settings=settings("join"))
    return Definition(fields=FIELDS, steps=(*row, fan, join))
