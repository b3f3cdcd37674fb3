"""The handoff pack: a zip that holds all that somebody needs who takes a workflow over, elsewhere too.

The same for the same: names in one order, without times. Documents and the sample run are in it only if they were
chosen. `workflow.yaml` is what another Baton imports.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from memory.models import Document
from tenants.masking import masked
from workflows.exchange.exporting import exported
from workflows.exchange.packs import NAME
from workflows.handoff import sheets
from workflows.handoff.page import Handoff, Reader, handoff
from workflows.handoff.pdf import pdf
from workflows.models import Version
from workflows.printing.press import Unprintable

SHEETS = (sheets.DIAGRAM, sheets.PAGE)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LIGHT = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)")


def packed(version: Version, reader: Reader, documents: Iterable[Document] = ()) -> bytes:
    """`reader` says what of the client goes along: the example is written only for one who sees it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, file in sorted(_files(version, handoff(version, reader), documents)):
            pack.writestr(zipfile.ZipInfo(name, LONG_AGO), file, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def markdown(page: Handoff) -> str:
    return render_to_string("handoff/page.md", {"page": page})


def _files(
    version: Version, page: Handoff, documents: Iterable[Document]
) -> Iterator[tuple[str, str | bytes]]:
    yield NAME, exported(version)
    yield "handoff.md", markdown(page)
    yield "handoff.html", _html(page)
    yield _pdf(page)
    yield "diagram.svg", _svg(page.diagrams[0])
    for kind in ("rubric", "rules"):
        if steps := page.of_kinds(kind):
            yield f"{kind}.md", render_to_string("handoff/gates.md", {"steps": steps, "kind": kind})
    if page.example:
        yield "sample-run.md", render_to_string("handoff/example.md", {"example": page.example})
    for document in documents:
        name = f"documents/{document.pk}-{slugify(document.title)[:60] or 'document'}.md"
        yield name, masked(f"# {document.title}\n\n{document.text}\n")


def _pdf(page: Handoff) -> tuple[str, str | bytes]:
    """Where there can be none, the reason stands in its place."""
    try:
        return "handoff.pdf", pdf(page)
    except Unprintable as why:
        return "handoff.pdf.txt", f"{why}\n"


def _html(page: Handoff) -> str:
    """One file that needs no other."""
    diagrams = [mark_safe(drawn) for drawn in page.diagrams]
    facts = {"page": page, "diagrams": diagrams, "styles": mark_safe("\n".join(map(sheets.read, SHEETS)))}
    return render_to_string("handoff/alone.html", facts)


def _svg(drawn: str) -> str:
    """With its colours inside, the light ones: programs that show pictures know no dark mode."""
    start = drawn.index(">") + 1
    named = drawn[:start]
    if "xmlns=" not in named:
        named = named.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    light = LIGHT.sub(r"\1", sheets.read(sheets.DIAGRAM))
    return f"{named}<style>{light}</style>{drawn[start:]}"
