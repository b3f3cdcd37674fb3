"""A piece as a Word document: its headings, lists, quotes, tables and links as Word's own, nothing from outside."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from memory.prose import markdown
from tenants import languages

DEEPEST = 3  # of Word's styles for nested lists
CODE = "Courier New"
AFTER_BIDI = ("w:spacing", "w:ind", "w:jc", "w:rPr")  # of a paragraph's properties, whose order Word minds
_parser = markdown.parser(lambda described: described)


def written(title: str, text: str, language: str) -> bytes:
    """The .docx of a piece in Markdown; `language` is a code such as "en"."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title[:255], ""
    document.core_properties.language = language
    _Writer(document).write(_parser.parse(text))
    if languages.of(language).rtl:
        _from_the_right(document)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _from_the_right(document: Document) -> None:
    """Word asks for it twice: for the paragraph, and for each stretch of letters in it."""
    body = document.element.body
    for paragraph in body.iter(qn("w:p")):
        paragraph.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
    for run in body.iter(qn("w:r")):
        run.get_or_add_rPr().append(OxmlElement("w:rtl"))


class _Writer:
    """Goes through the parser's tokens once; what is open (lists, a quote, a table) stands on a stack."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lists: list[str] = []
        self.quoted = 0
        self.heading = 0
        self.rows: list[list[Token]] | None = None

    def write(self, tokens: list[Token]) -> None:
        for token in tokens:
            self._take(token)

    def _take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "heading_close":
                self.heading = 0
            case "bullet_list_open":
                self.lists.append("List Bullet")
            case "ordered_list_open":
                self.lists.append("List Number")
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "blockquote_open" | "blockquote_close":
                self.quoted += token.nesting
            case "fence" | "code_block":
                self.document.add_paragraph().add_run(token.content.rstrip("\n")).font.name = CODE
            case "hr":
                self.document.add_paragraph("* * *")
            case "table_open":
                self.rows = []
            case "tr_open" if self.rows is not None:
                self.rows.append([])
            case "table_close":
                self._table()
            case "inline" if self.rows is not None:
                self.rows[-1].append(token)
            case "inline":
                _runs(self._paragraph(), token.children or [])

    def _paragraph(self) -> Paragraph:
        if self.heading:
            return self.document.add_heading("", level=self.heading)
        if self.lists:
            deep = min(len(self.lists), DEEPEST)
            return self.document.add_paragraph(style=self.lists[-1] + (f" {deep}" if deep > 1 else ""))
        return self.document.add_paragraph(style="Quote" if self.quoted else None)

    def _table(self) -> None:
        rows, self.rows = self.rows or [], None
        table = self.document.add_table(len(rows), max(map(len, rows), default=1), style="Table Grid")
        for row, tokens in zip(table.rows, rows, strict=True):
            for cell, token in zip(row.cells, tokens, strict=False):
                _runs(cell.paragraphs[0], token.children or [])


def _runs(paragraph: Paragraph, tokens: list[Token]) -> None:
    """Words with their marks. A link is one only where it leads somewhere that a browser may open."""
    style: dict[str, Any] = {"bold": 0, "italic": 0, "strike": 0, "link": ""}
    for words, code in _words(tokens, style):
        run = paragraph.add_run(words)
        run.bold, run.italic = bool(style["bold"]) or None, bool(style["italic"]) or None
        run.font.strike = bool(style["strike"]) or None
        if code:
            run.font.name = CODE
        if style["link"]:
            run.font.underline = True
            _linked(paragraph, run, style["link"])


MARKS = {"strong": "bold", "em": "italic", "s": "strike"}


def _words(tokens: list[Token], style: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for token in tokens:
        kind = token.type.rpartition("_")[0]
        if kind in MARKS:
            style[MARKS[kind]] += token.nesting
        elif kind == "link":
            href = str(token.attrGet("href") or "") if token.nesting > 0 else ""
            style["link"] = href if href.startswith(("https://", "http://", "mailto:")) else ""
        elif token.type in ("softbreak", "hardbreak"):
            yield (" " if token.type == "softbreak" else "\n"), False
        elif token.content:
            yield _printable(token.content), token.type == "code_inline"


def _printable(text: str) -> str:
    """XML holds no control characters."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _linked(paragraph: Paragraph, run: Any, href: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)
