"""From how a process goes today to a first workflow: questions, steps and gates, by the answers alone. Pure.

It invents nothing: what people hand in becomes the form, what comes out becomes the steps that write, what has to be
decided becomes the criteria, and whoever checks today reviews.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workflows.engine.advice.adding import CRITERIA
from workflows.engine.definition import Definition, Field, FieldKind, Step
from workflows.engine.keys import slug, unused

MOST = {"inputs": 20, "outputs": 4, "decisions": 8}
KINDS: Sequence[tuple[FieldKind, str]] = (
    ("url", r"\b(link|url|website|web page|address of)\b"),
    ("date", r"\b(date|deadline|day)\b"),
    ("number", r"\b(number of|how many|count)\b"),
    ("list", r"\b(list|points|facts|topics|names|prices|quotes|keywords|links)\b"),
    ("text", r"\b(notes|transcript|text|article|background|story|interview)\b"),
)
OPTIONAL = re.compile(r"\s*\((optional|if any|may be empty)\)\s*", re.IGNORECASE)
LABEL, NAME = 120, 60  # characters


@dataclass(frozen=True)
class Process:
    """As somebody tells it: each line one thing, “what: more about it” where there is more to say."""

    purpose: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    decisions: Sequence[str] = ()
    checked_by: Literal["client", "agency", "both"] = "client"
    every_piece: bool = False  # else only what is flagged


def mapped(process: Process) -> Definition:
    fields = tuple(_fields(process.inputs))
    steps: list[Step] = []
    for output in process.outputs[: MOST["outputs"]]:
        steps += _branch(process, output, fields, steps)
    return Definition(fields=fields, steps=tuple(steps))


def _fields(inputs: Sequence[str]) -> Iterator[Field]:
    taken: set[str] = set()
    for line in inputs[: MOST["inputs"]]:
        label, about = _parted(OPTIONAL.sub(" ", line))
        key = unused(slug(label, "question"), taken)
        taken.add(key)
        fitting = (kind for kind, words in KINDS if re.search(words, label, re.IGNORECASE))
        kind: FieldKind = next(fitting, "line")
        yield Field(
            key=key, label=label[:LABEL], kind=kind, help=about[:300], required=not OPTIONAL.search(line)
        )


def _branch(process: Process, output: str, fields: Sequence[Field], before: Sequence[Step]) -> Iterator[Step]:
    """Written, checked by rules and by criteria, reviewed, delivered. Later outputs are made from the first."""
    title, about = _parted(output)
    number = "" if not before else f"_{sum(step.kind == 'generate' for step in before) + 1}"
    delivery = next((step for step in before if step.kind == "deliver"), None)
    needs = delivery.needs if delivery else ()  # the last to check the first piece
    text = f"steps.{needs[0]}.text" if needs else ""
    yield Step(
        key=f"draft{number}", kind="generate", title=title[:NAME], needs=needs, purpose=about,
        settings={"prompt": _prompt(process, title, about, fields, text)},
    )  # fmt: skip
    yield Step(
        key=f"rules{number}",
        kind="rules",
        title=f"Rules{number.replace('_', ' ')}",
        needs=(f"draft{number}",),
    )
    yield Step(
        key=f"rubric{number}", kind="rubric", title=f"Rubric{number.replace('_', ' ')}", needs=(f"draft{number}",),
        settings={"criteria": _criteria(process.decisions)},
    )  # fmt: skip
    judged = (f"rules{number}", f"rubric{number}")
    checked = yield from reviews(process, judged, [step.key for step in before])
    yield Step(key=f"delivery{number}", kind="deliver", title=f"Deliver: {title}"[:NAME], needs=(checked,))


def reviews(process: Process, needs: tuple[str, ...], taken: Sequence[str]) -> Generator[Step, None, str]:
    """By whoever checks today; returns the key of the last one."""
    mode = "always" if process.every_piece else "flagged"
    for who, title in (("staff", "The agency checks"), ("client", "The client checks")):
        if process.checked_by in ("both", {"staff": "agency"}.get(who, who)):
            key = unused(f"check_by_{who}", taken)
            title += key.removeprefix(f"check_by_{who}").replace("_", " ")
            yield Step(key=key, kind="review", title=title, needs=needs, settings={"mode": mode, "who": who})
            needs = (key,)
    return needs[0]


def _prompt(process: Process, title: str, about: str, fields: Sequence[Field], source: str) -> str:
    words = [f"Write: {plain(title)}.", *([plain(about)] if about else [])]
    return "\n".join([*words, *given(process, fields, [source] if source else [])])


def given(process: Process, fields: Sequence[Field], sources: Sequence[str]) -> Iterator[str]:
    """The end of every prompt, by lines: what it is for, the texts that it is made from, and the brief's answers."""
    yield f"It is for this: {plain(process.purpose)}"
    for source in sources:
        yield from ("", "Make it from this text, and add no facts:", f"{{{{ {source} }}}}")
    yield from ("", "What is given:", *answers(fields))


def answers(fields: Sequence[Field]) -> list[str]:
    """A line of a prompt for each question: its text and its answer, left out where it isn't answered."""
    return [_answer(field, f"brief.{field.key}") for field in fields]


def _answer(field: Field, name: str) -> str:
    value = name + (" | join: '; '" if field.kind in ("list", "choices") else "")
    asked = plain(field.label)
    return f"{{% if {name} %}}- {asked}{'' if asked.endswith(('?', ':')) else ':'} {{{{ {value} }}}}\n{{% endif %}}"


def _criteria(decisions: Sequence[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in decisions[: MOST["decisions"]]:
        name, about = _parted(line)
        key = unused(slug(name, "criterion"), (one["key"] for one in found))
        found.append({"key": key, "name": name[:NAME], "description": about or name})
    return found or [dict(one) for one in CRITERIA]


def _parted(line: str) -> tuple[str, str]:
    """“What: more about it.”"""
    what, _, about = line.strip().partition(": ")
    return what.strip(" -•*:"), about.strip()


def plain(words: str) -> str:
    """Without what a template would read."""
    return " ".join(re.sub(r"[{}]|%(?=\})|(?<=\{)%", "", words).split())
