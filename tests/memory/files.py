"""Files to upload, good and bad, built in memory. All content is fictional."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from pypdf import PdfReader, PdfWriter

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def docx() -> bytes:
    document = Document()
    document.add_heading("Brand voice", 1)
    document.add_paragraph("We write as we pour: slowly, and with care.")
    document.add_heading("Tone", 2)
    document.add_paragraph("Warm, never loud.", style="List Bullet")
    document.add_paragraph("Short words first.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Do", "Don't", "Guests", "Customers"), strict=True):
        cell.text = text
    return _saved(document.save)


def docx_of(document_xml: bytes, **more: bytes) -> bytes:
    """A docx by hand, whatever the XML says."""
    return archive({"[Content_Types].xml": CONTENT_TYPES.encode(), "word/document.xml": document_xml, **more})


def archive(entries: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return stream.getvalue()


def laughs() -> bytes:
    """Ten entities of which each is ten of the one before: a billion laughs in a kilobyte."""
    entities = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<?xml version="1.0"?><!DOCTYPE w [{"".join(entities)}]><w>&l9;</w>'.encode()


def pdf(*pages: str) -> bytes:
    """A PDF with one page for each text, lines split at newlines; Latin-1 only."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        stream = _drawn(text)
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    return _assembled(objects)


def pdf_bomb(operators: int) -> bytes:
    """One page whose drawing unpacks to that many operators, in a file a thousandth as large."""
    drawn = zlib.compress(b"BT (a) Tj ET " * operators, 9)
    plain = pdf("STREAM")
    stream = _drawn("STREAM").encode()
    packed = plain.replace(stream, drawn).replace(
        b"/Length %d >>" % len(stream), b"/Length %d /Filter /FlateDecode >>" % len(drawn)
    )
    table = plain.rindex(b"startxref\n") + len(b"startxref\n")
    moved = packed.index(b"xref\n0 ")
    return packed.replace(plain[table:], b"%d\n%%%%EOF\n" % moved)


def encrypted_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Only for those who know the word."))))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    return _saved(writer.write)


def many_pages(count: int) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    return _saved(writer.write)


def _drawn(text: str) -> str:
    lines = " T* ".join(f"({_escaped(line)}) Tj" for line in text.split("\n"))
    return f"BT /F1 12 Tf 14 TL 72 770 Td {lines} ET"


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: list[str]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return body + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("latin-1")


def _saved(save) -> bytes:
    stream = BytesIO()
    save(stream)
    return stream.getvalue()
