"""The table of languages is what the code can do. `python -m tests.docs.test_languages` prints it anew."""

from pathlib import Path

from memory import headings
from memory.languages import told
from tenants import languages
from tenants.languages import SIMPLE, Language
from workflows.engine.checks import dates, knowing, language

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "languages.md"
HEAD = "| Language | Code | Search by words | Other forms of a word | Counted | Sentences | Reading ease | Claims | Months | In the client’s language | Headings |"  # noqa: E501


def table() -> str:
    return "\n".join([HEAD, "|---|---|---|---|---|---|---|---|---|---|---|", *map(_row, languages.ALL)])


def _row(one: Language) -> str:
    search = {SIMPLE: "words as they are", "pairs": "pairs of characters"}.get(one.words, "forms of a word")
    assert one.words in (SIMPLE, "pairs") or told(one.words)
    alike = language.taken_for(one.code)
    cells = [
        one.label,
        f"`{one.code}`" + (", from the right" if one.rtl else ""),
        search,
        _yes(bool(one.stemmer)),
        "words" if one.spaced else "characters",
        _yes(one.closed),
        _yes(knowing.has_ease(one.code)),
        _yes(knowing.has_claims(one.code)),
        _yes(dates.knows_months(one.code)),
        f"not from {' and '.join(alike)}" if alike else "yes",
        _yes(headings.has(one.code)),
    ]
    return f"| {' | '.join(cells)} |"


def _yes(works: bool) -> str:
    return "yes" if works else "–"


def test_the_table_is_what_the_code_can_do():
    assert table() in PAGE.read_text()


if __name__ == "__main__":
    print(table())  # noqa: T201
