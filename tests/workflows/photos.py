"""Small real files for tests, and a workflow that asks for them."""

import base64
import struct
import zlib
from io import BytesIO

from pypdf import PdfWriter

from workflows.engine.definition import Definition, Field, Step
from workflows.models import Version, Workflow


def pdf(pages: int = 1, password: str = "") -> bytes:
    """Of empty pages."""
    writer, made = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


PDF = pdf()
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")


def png(width: int = 1, height: int = 1) -> bytes:
    """A black picture."""
    rows = b"".join(b"\0" + b"\0" * 3 * width for _ in range(height)) if width * height < 10**6 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def definition(route: str = "vision") -> Definition:
    return Definition(
        fields=(
            Field(key="topic", label="Topic"),
            Field(key="photos", label="Photos", kind="files", max_length=3),
        ),
        steps=(
            Step(key="caption", kind="generate", settings={
                "prompt": "Describe {{ brief.photos | join: ', ' }} for {{ brief.topic }}.",
                "route": route, "files": ["photos"], "use_memory": False,
            }),
        ),
    )  # fmt: skip


def published(client_id: int, route: str = "vision") -> Version:
    workflow = Workflow.objects.create(client_id=client_id, name="Captions", slug="captions")
    draft = workflow.open_draft()
    draft.fill(definition(route))
    return draft.publish()
