"""The kinds of file that memory reads: what each is called, how it begins, and who turns it into Markdown.

A new kind of file is one module beside this one with `to_markdown(data, limits) -> str`, and its line here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from memory.limits import Limits


@dataclass(frozen=True)
class Format:
    name: str  # as in "is a Word document"
    suffixes: tuple[str, ...]
    reader: str  # dotted path of to_markdown, imported only by the process that reads

    def load(self) -> Callable[[bytes, Limits], str]:
        module, _, function = self.reader.rpartition(".")
        return getattr(import_module(module), function)


FORMATS = {
    "docx": Format("a Word document", (".docx",), "memory.formats.docx.to_markdown"),
    "pdf": Format("a PDF", (".pdf",), "memory.formats.pdf.to_markdown"),
    "html": Format("a web page", (".html", ".htm"), "memory.formats.html.to_markdown"),
    "markdown": Format("Markdown", (".md", ".markdown"), "memory.formats.text.to_markdown"),
    "text": Format("plain text", (".txt", ".text"), "memory.formats.text.to_markdown"),
}
PAGES = "pages"  # no kind of file: what is asked of a PDF that isn't to be read
ASKED = {**FORMATS, PAGES: Format("a PDF", (), "memory.formats.pdf.count")}
READABLE = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)


def by_suffix(suffix: str) -> str | None:
    """The key of the format with that suffix (".PDF" -> "pdf"), or None."""
    return next((key for key, known in FORMATS.items() if suffix.lower() in known.suffixes), None)
