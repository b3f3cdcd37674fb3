"""Checks a piece by fixed rules: free, the same every time, and nothing in the text can argue with them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field as Setting
from pydantic import model_validator

from workflows.engine.checks import (
    claims,
    facts,
    knowing,
    language,
    leftovers,
    length,
    links,
    patterns,
    phrases,
    reading,
    repetition,
    shape,
)  # fmt: skip
from workflows.engine.checks.length import SectionLength
from workflows.engine.checks.patterns import Pattern
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.judging import no_piece, subject_problems, writer_problems
from workflows.engine.outcomes import Finding, Outcome, Passed, Rejected
from workflows.engine.parts import Part
from workflows.engine.problems import Problem, setting
from workflows.engine.settings import StepSettings, listed
from workflows.engine.tools import Tools

HIDDEN = {"passages", "figures", "model", "asked"}  # of an earlier step's output: how it was made


class Settings(StepSettings):
    groups = {
        "Length": ("min_words", "max_words", "min_characters", "max_characters", "section_lengths"),
        "Words": ("required_phrases", "forbidden_phrases", "word_forms"),
        "Shape and links": (
            "required_headings",
            "call_to_action",
            "allowed_link_hosts",
            "required_links",
            "parts",
        ),
        "Facts and claims": ("facts_from_brief", "no_unfounded_figures", "claims_need_source"),
        "Reading": ("min_reading_ease", "max_sentence_words", "in_language", "no_repetition"),
        "Always": ("no_leftovers", "forbid_from_memory", "patterns"),
    }

    subject: str = Setting(
        "",
        title="What to check",
        description="The step whose text it is; left empty: the one that it comes after.",
    )
    min_words: int | None = Setting(None, title="At least so many words", ge=0)
    max_words: int | None = Setting(
        None, title="At most so many words", ge=1, description="In Japanese, Chinese and Thai: characters."
    )
    min_characters: int | None = Setting(None, title="At least so many characters", ge=0)
    max_characters: int | None = Setting(
        None, title="At most so many characters", ge=1, description="Spaces and marks counted."
    )
    section_lengths: tuple[SectionLength, ...] = Setting((), title="Length of sections")
    required_phrases: tuple[str, ...] = Setting((), title="Must say", description="One phrase per line.")
    forbidden_phrases: tuple[str, ...] = Setting((), title="Must not say", description="One phrase per line.")
    word_forms: bool = Setting(
        False,
        title="Other forms of a word count too",
        description="“discount” then finds “discounts” and “discounted”, where the forms of the client’s language are "
        "known.",
    )
    required_headings: tuple[str, ...] = Setting((), title="Must have these headings")
    call_to_action: tuple[str, ...] = Setting(
        (),
        title="Must end with one of these",
        description="Ways to say what to do next. One of them is enough.",
    )
    allowed_link_hosts: tuple[str, ...] = Setting(
        (), title="May link to", description="Hosts such as example.com; left empty: any."
    )
    required_links: tuple[str, ...] = Setting(
        (), title="Must link to", description="Addresses, or how they begin: example.com/book."
    )
    parts: tuple[Part, ...] = Setting(
        (), title="Must have these parts", description="For pieces that are written in named parts."
    )
    facts_from_brief: tuple[str, ...] = Setting(
        (),
        title="Facts that must appear",
        description="Questions of the intake form whose answers the text must contain.",
    )
    no_unfounded_figures: bool = Setting(
        False,
        title="No figures of its own",
        description="Refuse numbers and dates that stand neither in the brief nor in what the text was written from: "
        "12 May too, where only 12 June is given.",
    )
    claims_need_source: bool = Setting(
        False,
        title="Claims need a source",
        description="“Studies show”, “the best in the country”, “40 % of” only in a sentence with a link.",
    )
    min_reading_ease: float | None = Setting(
        None,
        title="Reading ease at least",
        ge=0,
        le=100,
        description="0 is hard, 60 is plain, 100 is easy; by the formula of the client’s language, where it has one.",
    )
    max_sentence_words: int | None = Setting(
        None,
        title="Words in a sentence at most",
        ge=5,
        description="25 is plain. In Japanese and Chinese characters are counted.",
    )
    in_language: bool = Setting(
        False,
        title="In the client's language",
        description="Refuse a text that is clearly in another. Where that can’t be told, the step says so.",
    )
    no_repetition: bool = Setting(
        False,
        title="Nothing said before",
        description="Refuse sentences that stand nearly the same in the client’s twenty newest pieces.",
    )
    no_leftovers: bool = Setting(
        True,
        title="No leftovers",
        description="Refuse “[insert …]”, template marks, “As an AI” and the like.",
    )
    forbid_from_memory: bool = Setting(
        True,
        title="Keep the client's constraints",
        description="Refuse what the client's constraints and lessons say never to say.",
    )
    patterns: tuple[Pattern, ...] = Setting((), title="Patterns of your own")

    @model_validator(mode="after")
    def _least_before_most(self) -> "Settings":
        if self.min_words is not None and self.max_words is not None and self.min_words > self.max_words:
            raise ValueError("“At least” asks for more words than “at most” allows.")
        fewest, most = self.min_characters, self.max_characters
        if fewest is not None and most is not None and fewest > most:
            raise ValueError("“At least” asks for more characters than “at most” allows.")
        return self


NEVER = "The client's constraints or lessons say never to say “{}”."


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    piece = inputs.piece
    if piece is None or piece.torn:
        return no_piece(step, inputs)
    findings = tuple(found(step.key, settings, piece.text, inputs, tools.now().date().isoformat()))
    untold = " ".join(knowing.untold(settings, piece.text, inputs.run.language))
    if findings:
        note = f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'}. {untold}".strip()
        return Rejected(findings, note=note, output=piece.handed_on)
    note = f"All rules kept that could be checked. {untold}" if untold else "All rules kept."
    return Passed(piece.handed_on, note=note)


def found(gate: str, settings: Settings, text: str, inputs: Inputs, today: str = "") -> list[Finding]:
    """In the order in which a person reads them: what the whole lacks first, then place by place."""
    given, tongue = settings, inputs.run.language
    never = inputs.run.forbidden if given.forbid_from_memory else ()
    forms_of = tongue if given.word_forms else ""
    data = inputs.piece.output.get("data") if inputs.piece else None
    return [
        *(language.in_language(gate, text, tongue) if given.in_language else []),
        *length.length(gate, text, given.min_words, given.max_words, tongue),
        *length.characters(gate, text, given.min_characters, given.max_characters),
        *length.by_section(gate, text, given.section_lengths, tongue),
        *phrases.required(gate, text, given.required_phrases, forms_of),
        *phrases.forbidden(gate, text, given.forbidden_phrases, "“{}” must not appear.", forms_of),
        *phrases.forbidden(gate, text, never, NEVER, instead=inputs.run.instead),
        *shape.headings(gate, text, given.required_headings),
        *shape.call_to_action(gate, text, given.call_to_action),
        *links.hosts(gate, text, given.allowed_link_hosts),
        *links.required_links(gate, text, given.required_links),
        *shape.named_parts(gate, data, given.parts),
        *facts.facts(gate, text, inputs.brief, given.facts_from_brief),
        *(
            facts.unfounded(gate, text, [today, *_sources(inputs)], tongue)
            if given.no_unfounded_figures
            else []
        ),
        *(claims.unsourced(gate, text, tongue) if given.claims_need_source else []),
        *reading.readable(gate, text, given.min_reading_ease, tongue),
        *reading.long_sentences(gate, text, given.max_sentence_words, tongue),
        *(repetition.repeated(gate, text, inputs.run.recent, tongue) if given.no_repetition else []),
        *(leftovers.leftovers(gate, text) if given.no_leftovers else []),
        *patterns.matching(gate, text, given.patterns),
    ]


def _sources(inputs: Inputs) -> Iterator[str]:
    """What the text was written from: the brief, what earlier steps brought, the figures that memory gave."""
    yield from _texts(inputs.brief)
    made = inputs.piece
    for key, seen in inputs.steps.items():
        if made is None or key != made.key:
            yield from _texts({name: value for name, value in seen.items() if name not in HIDDEN})
    for attempt in made.attempts if made else ():
        yield from _texts(attempt.output.get("figures", ()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


CHECKED = {  # setting -> the words for what it checks
    "min_words": "a least length", "max_words": "a greatest length", "min_characters": "a least length",
    "max_characters": "a greatest length",
    "section_lengths": "the length of sections", "required_phrases": "required phrases",
    "forbidden_phrases": "forbidden phrases",
    "required_headings": "headings", "call_to_action": "a call to action", "allowed_link_hosts": "where links lead",
    "required_links": "required links", "parts": "its parts", "facts_from_brief": "facts of the brief",
    "no_unfounded_figures": "figures of its own", "claims_need_source": "claims without a source",
    "min_reading_ease": "reading ease", "max_sentence_words": "long sentences",
    "in_language": "the client’s language", "no_repetition": "repetition", "forbid_from_memory":
    "the client's constraints", "no_leftovers": "leftovers", "patterns": "patterns of your own",
}  # fmt: skip


def explain(step: Step, definition: Definition) -> str:
    given = {
        name: step.settings.get(name, info.get_default()) for name, info in Settings.model_fields.items()
    }
    told = dict.fromkeys(words for name, words in CHECKED.items() if given[name])
    return f"Checks the piece without any model for {listed(told) or 'nothing yet'}; what breaks a rule goes back."


def check(step: Step, definition: Definition) -> list[Problem]:
    keys = [field.key for field in definition.fields]
    unknown = [key for key in step.settings.get("facts_from_brief") or [] if key not in keys]
    where = setting(step, "facts_from_brief")
    return [
        *subject_problems(step, definition),
        *writer_problems(step, definition),
        *(Problem(where, f"The intake form has no question “{key}”.") for key in unknown),
    ]


def merit(step: Step, scores: Mapping[str, float], findings: Sequence[Finding]) -> float:
    """To compare rounds: the fewer rules are broken, the better."""
    return -float(len(findings))
