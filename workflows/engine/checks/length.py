"""How long a text may be, as a whole and by section."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Setting

from tenants import languages
from workflows.engine.checks.words import count_words, section
from workflows.engine.outcomes import Finding


class SectionLength(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Setting(title="Heading", min_length=1)
    least: int | None = Setting(None, title="At least so many words", ge=0)
    most: int | None = Setting(None, title="At most so many words", ge=1)

    @model_validator(mode="after")
    def _least_before_most(self) -> "SectionLength":
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("“At least” asks for more words than “at most” allows.")
        return self


def length(gate: str, text: str, least: int | None, most: int | None, language: str = "") -> list[Finding]:
    return _within(gate, count_words(text), _unit(language), least, most)


def characters(gate: str, text: str, least: int | None, most: int | None) -> list[Finding]:
    """Spaces and marks counted, as a form's limit counts them."""
    return _within(gate, len(text.strip()), "characters", least, most)


def by_section(gate: str, text: str, wanted: Iterable[SectionLength], language: str = "") -> list[Finding]:
    """Of sections that are there; that one is missing is another rule's matter."""
    found = []
    for each in wanted:
        under = section(text, each.name)
        if under is not None:
            where = f"The section “{each.name}”"
            found += _within(gate, count_words(under), _unit(language), each.least, each.most, where)
    return found


def _unit(language: str) -> str:
    return "words" if languages.of(language).spaced else "characters, marks not counted"


def _within(
    gate: str, number: int, what: str, least: int | None, most: int | None, where: str = "It"
) -> list[Finding]:
    if least is not None and number < least:
        return [Finding(gate, "Length", f"{where} has {number:,} {what}; at least {least:,} are needed.")]
    if most is not None and number > most:
        return [Finding(gate, "Length", f"{where} has {number:,} {what}; at most {most:,} are allowed.")]
    return []
