"""Changing a draft: add, change, order and remove its steps, and replace its questions."""

import re
from collections.abc import Iterable, Sequence
from itertools import count

from django.db import transaction

from workflows.engine import definition as engine
from workflows.engine.advice.adding import CRITERIA
from workflows.engine.keys import slug, unused
from workflows.engine.kinds import role
from workflows.engine.mapping import answers
from workflows.models import Field, Step, Version

FIRST_NAMES = {
    "generate": "Draft",
    "transform": "Reshape",
    "fetch": "Source",
    "rules": "House rules",
    "rubric": "Rubric",
    "review": "Review",
    "deliver": "Delivery",
}
NUMBER, TITLE_NUMBER = re.compile(r"_\d+$"), re.compile(r" \d+$")
LONGEST_TITLE = 74  # characters, so that a number has room behind it

QUESTIONS = (
    engine.Field(key="topic", label="What is it about?"),
    engine.Field(key="audience", label="Who is it for?"),
    engine.Field(key="facts", label="Facts that must be right", kind="list", required=False),
)


def starter(asked: Sequence[engine.Field]) -> engine.Definition:
    """What most content workflows begin as. Its prompt uses every question of the form, and no other."""
    prompt = "\n".join(
        ["Write the piece that this brief asks for. Add no facts of your own.", "", *answers(asked)]
    )
    step = engine.Step
    return engine.Definition(
        fields=tuple(asked),
        steps=(
            step(key="draft", kind="generate", title="Draft", settings={"prompt": prompt}),
            step(key="rules", kind="rules", title="House rules", needs=("draft",)),
            step(
                key="rubric",
                kind="rubric",
                title="Rubric",
                needs=("draft",),
                settings={"criteria": [*map(dict, CRITERIA)]},
            ),
            step(
                key="review",
                kind="review",
                title="Review",
                needs=("rules", "rubric"),
                settings={"mode": "flagged"},
            ),
            step(key="delivery", kind="deliver", title="Delivery", needs=("review",)),
        ),
    )


@transaction.atomic
def begin(version: Version) -> None:
    """Fill an empty draft with the starter; questions that were asked already stay."""
    fields = version.definition.fields or QUESTIONS
    version.fill(starter(fields).model_copy(update={"limits": version.limits}))


@transaction.atomic
def add_step(version: Version, kind: str, after: str = "") -> Step:
    """A new step behind `after` (or at the end), which it needs; its settings are the kind's defaults."""
    steps = list(version.steps.all())
    title = FIRST_NAMES.get(kind, kind.capitalize())
    key = unused(slug(title), (step.key for step in steps))
    place = next((n + 1 for n, step in enumerate(steps) if step.key == after), len(steps))
    needs = [steps[place - 1].key] if steps else []
    made = Step.objects.create(
        client_id=version.client_id,
        version=version,
        kind=kind,
        key=key,
        title=_numbered(title, key),
        needs=needs,
    )
    steps.insert(place, made)
    reorder(version, [step.key for step in steps])
    return made


@transaction.atomic
def duplicate_step(version: Version, key: str) -> Step:
    """The same step once more, behind it and after the same steps. What waits for a gate waits for its double too."""
    steps = {step.key: step for step in version.steps.all()}
    first = steps[key].as_engine()
    name = unused(NUMBER.sub("", key), steps)
    facts = first.model_dump(mode="json") | {"key": name, "title": _next(first.title or key, steps.values())}
    made = Step.objects.create(client_id=version.client_id, version=version, position=len(steps), **facts)
    for step in steps.values():
        if key in step.needs and role(first.kind) == "gate":
            step.needs = [*step.needs, name]
            step.save(update_fields=["needs"])
    order = list(steps)
    order.insert(order.index(key) + 1, name)
    reorder(version, order)
    return made


def change_step(row: Step, step: engine.Step) -> None:
    for name, value in step.model_dump(mode="json").items():
        setattr(row, name, value)
    row.save()


def put_back(version: Version, step: engine.Step) -> Step:
    """A step that was taken out, as the last one; it needs what is still there of what it needed."""
    known = {one.key for one in version.steps.all()}
    kept = step.model_copy(update={"needs": tuple(need for need in step.needs if need in known)})
    place = {"position": len(known), **kept.model_dump(mode="json")}
    return Step.objects.create(client_id=version.client_id, version=version, **place)


@transaction.atomic
def remove_step(version: Version, key: str) -> None:
    """What came after it comes after its own needs instead, so that the chain holds."""
    steps = {step.key: step for step in version.steps.all()}
    gone = steps.pop(key)
    for step in steps.values():
        if key in step.needs:
            kept = [need for need in step.needs if need != key]
            step.needs = list(
                dict.fromkeys([*kept, *(n for n in gone.needs if n in steps and n != step.key)])
            )
            step.save(update_fields=["needs"])
    gone.delete()


@transaction.atomic
def reorder(version: Version, keys: Sequence[str]) -> None:
    """Steps that aren't named keep their order, behind the others."""
    place = {key: n for n, key in enumerate(keys)}
    steps = sorted(version.steps.all(), key=lambda step: place.get(step.key, len(keys)))
    for position, step in enumerate(steps):
        if step.position != position:
            step.position = position
            step.save(update_fields=["position"])


@transaction.atomic
def ask(version: Version, fields: Iterable[engine.Field]) -> None:
    """Replace the questions of the intake form."""
    version.fields.all().delete()
    Field.objects.bulk_create(
        Field(client_id=version.client_id, version=version, position=n, **field.model_dump(mode="json"))
        for n, field in enumerate(fields)
    )


def _next(title: str, steps: Iterable[Step]) -> str:
    """“Draft 2”, or the next number that no step has yet."""
    taken, plain = {step.title for step in steps}, TITLE_NUMBER.sub("", title)[:LONGEST_TITLE]
    return next(name for number in count(2) if (name := f"{plain} {number}") not in taken)


def _numbered(title: str, key: str) -> str:
    """For example “Draft 2” where the key had to become "draft_2"."""
    end = key.removeprefix(slug(title)).strip("_")
    return f"{title} {end}".strip()
