"""A brand voice between its Markdown and its parts, without a word lost either way.

A section is taken apart only if what its parts would be written as has the same words in the same order. Any other
section stays as it is, under `more`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from memory import headings, phrases
from memory.voice import Example, Trait, Voice, Word

HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
TITLE = re.compile(r"\A#[ \t]+.+\n*")
TRAIT = re.compile(
    r"^\*\*(?P<name>[^*\n]+?)\.?\*\*[ \t]*(?P<why>[^\n]*(?:\n(?!-)[^\n]+)*)\n*(?P<pairs>(?:- [^\n]*\n?)*)\Z"
)
GOOD = ("We write", "Like this", "Write", "Yes", "Do")
BAD = ("We don['’]t write", "Not this", "Not like this", "Don['’]t write", "No", "Don['’]t")
LABEL = "|".join((*GOOD, *BAD))
PAIR = re.compile(rf"^- (?P<label>{LABEL}): *(?P<text>.+)$", re.IGNORECASE)
WORD = re.compile(r"^- (?P<name>.+?) *(?:→|->) *(?P<instead>.+)$")
WHY = re.compile(r"^Why it works: *", re.IGNORECASE)
LABELS = re.compile(rf"^(- )?({LABEL}|Why it works):", re.IGNORECASE | re.MULTILINE)
QUOTES = '“”"„«» '

Parts = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    part: str  # of memory.headings
    write: Callable[[Voice], str]
    read: Callable[[str], Parts]

    def heads(self, heading: str) -> bool:
        return bool(headings.known(self.part).search(heading))


def as_markdown(voice: Voice, title: str = "Brand voice", before: str = "", language: str = "en") -> str:
    """`before`: the Markdown that it was, whose headings stay as people wrote them, and in whose language the others
    are written; else in `language`."""
    kept = [heading for heading in HEADING.findall(before) if any(each.heads(heading) for each in SECTIONS)]
    language = headings.language_of(kept, language)
    written = ((_heading(section, kept, language), section.write(voice)) for section in SECTIONS)
    parts = [f"## {heading}\n\n{body}" for heading, body in written if body]
    return "\n\n".join(filter(None, [f"# {title}", *parts, voice.more])) + "\n"


def _heading(section: Section, kept: Sequence[str], language: str) -> str:
    mine = (heading for heading in kept if section.heads(heading))
    return next(mine, headings.written(section.part, language))


def from_markdown(markdown: str) -> Voice:
    found: dict[str, Any] = {}
    more: list[str] = []
    for heading, body in _sections(TITLE.sub("", markdown.strip(), count=1)):
        parts = _taken_apart(heading, body)
        if parts and not found.keys() & parts.keys():
            found |= parts
        else:
            more.append(f"## {heading}\n\n{body}".strip() if heading else body)
    return Voice(**found, more="\n\n".join(filter(None, more)))


def _sections(markdown: str) -> Iterator[tuple[str, str]]:
    opening, *rest = HEADING.split(markdown)
    yield "", opening.strip()
    yield from zip(rest[::2], (body.strip() for body in rest[1::2]), strict=True)


def _taken_apart(heading: str, body: str) -> Parts:
    section = next((each for each in SECTIONS if heading and each.heads(heading)), None)
    if section is None:
        return {}
    try:
        parts = section.read(body)
    except ValidationError:  # such as a trait without a name
        return {}
    written = section.write(Voice(**parts))
    return (
        parts
        if _words(written) == _words(body) and _checked(section, written) == _checked(section, body)
        else {}
    )


def _checked(section: Section, body: str) -> list[str]:
    """What rules would check of it: “risk-free — the law” in one pair of quotation marks would be another phrase."""
    return phrases.forbidden(f"## Never say\n\n{body}") if section.part == "never" else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", LABELS.sub("", text))


# --- each section, written and read ----------------------------------------------------------------------------------
def _prose(name: str) -> tuple[Callable[[Voice], str], Callable[[str], Parts]]:
    return lambda voice: str(getattr(voice, name)), lambda body: {name: body}


def _write_sound(voice: Voice) -> str:
    return "\n\n".join(filter(None, [voice.sound, *map(_trait, voice.tone)]))


def _trait(trait: Trait) -> str:
    pairs = [("We write", trait.do), ("We don’t write", trait.dont)]
    lines = "\n".join(f"- {label}: “{_one_line(text)}”" for label, text in pairs if text)
    return "\n\n".join(filter(None, [f"**{trait.name}.** {trait.why}".strip(), lines]))


def _read_sound(body: str) -> Parts:
    opening, *rest = re.split(r"^(?=\*\*)", f"\n{body}", flags=re.MULTILINE)
    return {"sound": opening.strip(), "tone": tuple(map(_read_trait, rest))}


def _read_trait(text: str) -> Trait:
    found = TRAIT.match(text.strip())
    if found is None:
        return Trait(name=text)  # whose words are in another order: the section stays as it is
    pairs = [pair for line in found["pairs"].splitlines() if (pair := PAIR.match(line))]
    said = {
        ("do" if pair["label"].capitalize() in GOOD else "dont"): pair["text"].strip(QUOTES) for pair in pairs
    }
    return Trait(name=found["name"], why=_one_line(found["why"]), **said)


def _write_use(voice: Voice) -> str:
    return "\n".join(f"- {word}" for word in voice.use)


def _read_use(body: str) -> Parts:
    lines = body.splitlines() if body.startswith("- ") else re.split(r",\s*", body)
    return {"use": tuple(filter(None, (line.removeprefix("- ").strip() for line in lines)))}


def _write_avoid(voice: Voice) -> str:
    return "\n".join(
        f"- {word.name} → {word.instead}" if word.instead else f"- {word.name}" for word in voice.avoid
    )


def _read_avoid(body: str) -> Parts:
    found = (WORD.match(line) for line in body.splitlines())
    lines = [line.removeprefix("- ").strip() for line in body.splitlines()]
    return {
        "avoid": tuple(
            Word(**pair.groupdict()) if pair else Word(name=line)
            for pair, line in zip(found, lines, strict=True)
            if line
        )
    }


def _write_never(voice: Voice) -> str:
    return "\n".join(f"- “{phrase.strip(QUOTES)}”" for phrase in voice.never)


def _read_never(body: str) -> Parts:
    lines = (line.removeprefix("- ").strip(QUOTES) for line in body.splitlines())
    return {"never": tuple(filter(None, lines))}


def _write_examples(voice: Voice) -> str:
    return "\n\n".join(map(_example, voice.examples))


def _example(example: Example) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in example.name.splitlines())
    return f"{quoted}\n\nWhy it works: {_one_line(example.why)}" if example.why else quoted


def _read_examples(body: str) -> Parts:
    found: list[Example] = []
    for block in re.split(r"\n\s*\n(?!>)|\n\s*\n(?=>)", body):
        if block.startswith(">"):
            text = "\n".join(line.removeprefix(">").removeprefix(" ") for line in block.splitlines())
            found.append(Example(name=text))
        elif found and not found[-1].why:
            found[-1] = Example(name=found[-1].name, why=_one_line(WHY.sub("", block)))
    return {"examples": tuple(found)}


def _one_line(text: str) -> str:
    return " ".join(text.split())


SECTIONS = (
    Section("who", *_prose("who")),
    Section("sound", _write_sound, _read_sound),
    Section("shape", *_prose("shape")),
    Section("use", _write_use, _read_use),
    Section("avoid", _write_avoid, _read_avoid),
    Section("never", _write_never, _read_never),
    Section("examples", _write_examples, _read_examples),
)
