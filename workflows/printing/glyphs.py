"""What stands for a character that no font here can show: a symbol's name, or a mark with a note that says so.

Typst itself is asked: as PDF/A it refuses to write what it has no glyph for, and names each of them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import typst

MARK = "▯"
MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
PLAIN = 0x250  # the fonts that come along have all before it
SHOWN = 5  # scripts that the note names
SCRIPTS = {
    **dict.fromkeys(("CJK", "IDEOGRAPHIC", "FULLWIDTH"), "Chinese characters"),
    **dict.fromkeys(("HIRAGANA", "KATAKANA"), "Japanese"),
    "HANGUL": "Korean",
}


def asked_for(value: Any) -> set[str]:
    """Each character of a nested value that a font might not have. Marks and joiners come with a letter."""
    if isinstance(value, str):
        return {one for one in value if ord(one) >= PLAIN and unicodedata.category(one) not in LOOSE}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(asked_for, inner))


LOOSE = {"Mn", "Mc", "Me", "Cf", "Cc", "Zs", "Zl", "Zp"}


def missing(characters: Iterable[str], fonts: typst.Fonts) -> set[str]:
    asked = sorted(characters)
    if not asked:
        return set()
    source = "#for one in json(bytes(sys.inputs.all)) { par(text(one)) }"
    try:
        typst.compile(
            source.encode(), font_paths=fonts, sys_inputs={"all": _json(asked)}, pdf_standards=["a-2b"]
        )
    except typst.TypstError as error:
        told = {_read(found) for found in MISSING.findall(error.diagnostic)}
        return set("".join(told)) & set(asked)
    return set()


def replacing(gone: Iterable[str]) -> Mapping[int, str]:
    """For str.translate."""
    table = {ord(one): _instead(one) for one in gone}
    joiners = {0x200D: "", 0xFE0F: "", 0xFE0E: ""}  # they would stand alone
    return table | joiners if table else {}


def replaced(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {name: replaced(one, table) for name, one in value.items()}
    return [replaced(one, table) for one in value] if isinstance(value, list) else value


def note(gone: Iterable[str]) -> str:
    """Says what the file can't show; "" where it shows all."""
    letters = sorted(one for one in gone if not _is_symbol(one))
    if not letters:
        return ""
    scripts = list(dict.fromkeys(map(_script, letters)))
    named = ", ".join(scripts[:SHOWN]) + (" and others" if len(scripts) > SHOWN else "")
    return (
        f"This file can’t show some characters ({named}): the computer that made it has no font for them. "
        f"Each stands here as {MARK}. The page itself has them."
    )


def _instead(one: str) -> str:
    return f"[{unicodedata.name(one).lower()}]" if _is_symbol(one) else MARK


def _is_symbol(one: str) -> bool:
    return unicodedata.category(one).startswith("S") and bool(unicodedata.name(one, ""))


def _script(one: str) -> str:
    first = unicodedata.name(one, "unknown").split()[0]
    return SCRIPTS.get(first, first.capitalize())


def _read(told: str) -> str:
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), told)
    return plain.replace('\\"', '"').replace("\\\\", "\\")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
