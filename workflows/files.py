"""Pictures and PDFs that go with a brief: taken in by what they are and not by their name, kept with their client, and
put into a brief as {"id", "name"}."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from memory import parsing
from memory.parsing import megabytes
from memory.refusals import Unreadable
from tenants.models import User
from tenants.scope import tenant_tx
from workflows import pictures
from workflows.engine.definition import Field
from workflows.engine.tools import PDF, Attachment
from workflows.models import File
from workflows.providers.known import MOST_PAGES

KINDS = "PNG, JPEG, GIF, WebP or PDF"
ACCEPT = "image/png,image/jpeg,image/gif,image/webp,application/pdf"
MOST_PIXELS = 8_000  # on a side: above it vendors refuse a picture
MOST_BYTES = 5 * 1024 * 1024  # of a picture: Anthropic's limit, the smallest of the vendors'
NAME = 255  # characters


class Refused(Exception):
    """A file that can't be taken. Its text is a sentence that names it."""


@dataclass(frozen=True)
class Unknown:
    """An id in a brief that is none of the client's files."""

    field: Field

    def __str__(self) -> str:
        label = self.field.label or self.field.key
        return f"“{label}” names a file that isn't there. Upload it first, then give the id that you got."


def keep(client_id: int, name: str, content: bytes, by: User | None = None) -> File:
    """The file, kept; the same content under the same name is kept once. Raises Refused."""
    name = shown(name)
    media_type = _checked(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if known := File.objects.filter(client_id=client_id, digest=digest, name=name).first():
        return known
    pages = _pages(name, content) if media_type == PDF else None
    facts = {
        "media_type": media_type, "size": len(content), "pages": pages, "content": content, "added_by": by,
    }  # fmt: skip
    row, _ = File.objects.get_or_create(client_id=client_id, digest=digest, name=name, defaults=facts)
    return row


def most() -> int:
    """Bytes of one file."""
    return int(settings.UPLOAD_LIMIT)


def is_id(given: Any) -> bool:
    try:
        return str(UUID(given)) == given
    except (ValueError, TypeError, AttributeError):
        return False


def shown(name: str) -> str:
    """The last part of a path, in one line, without what can't be stored."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(char for char in last if char.isprintable()).strip()
    return clean[-NAME:] or "unnamed"


def named(
    client_id: int, fields: Iterable[Field], brief: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Unknown]]:
    """The brief with the names of its files put in, and the questions whose ids are none of this client's."""
    asked = [field for field in fields if field.kind == "files"]
    ids = {file["id"] for field in asked for file in brief.get(field.key) or ()}
    names = (
        dict(File.objects.filter(client_id=client_id, pk__in=ids).values_list("pk", "name")) if ids else {}
    )
    known = {str(pk): name for pk, name in names.items()}
    made, unknown = dict(brief), []
    for field in asked:
        given = [file["id"] for file in brief.get(field.key) or ()]
        made[field.key] = [{"id": each, "name": known[each]} for each in given if each in known]
        if len(made[field.key]) < len(given):
            unknown.append(Unknown(field))
    return made, unknown


def is_files(value: Any) -> bool:
    """Whether an answer of a brief is files."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "id" in one for one in value)
    )


def drawn(value: Iterable[Mapping[str, str]]) -> SafeString:
    """A brief's files as a person sees them: pictures small, PDFs by name, each a link."""
    ids = [file["id"] for file in value]
    rows = File.objects.defer("content").in_bulk([UUID(each) for each in ids])
    found = [rows[UUID(each)] for each in ids if UUID(each) in rows]
    return mark_safe(render_to_string("files/shown.html", {"files": found}))


def read(client_id: int, ids: Sequence[str]) -> list[Attachment]:
    """What goes with a request, in this order. For a worker: in a scope of its own."""
    with tenant_tx(client_id):
        rows = File.objects.in_bulk([UUID(each) for each in ids])
        found = (rows.get(UUID(each)) for each in ids)
        return [
            Attachment(row.name, row.media_type, row.digest, bytes(row.content), row.pages or 0)
            for row in found
            if row
        ]


def _checked(name: str, content: bytes) -> str:
    """The media type. Raises Refused."""
    if not content:
        raise Refused(f"“{name}” is empty. Choose another file.")
    if len(content) > most():
        raise Refused(f"“{name}” is too large: at most {megabytes(most())} MB.")
    if content.startswith(b"%PDF-"):
        return PDF
    if not (media_type := pictures.media_type(content)):
        raise Refused(f"“{name}” is not {KINDS} by its content. Save it as one of these, and upload that.")
    _check_picture(name, content)
    return media_type


def _pages(name: str, content: bytes) -> int:
    """Counted in a process of its own. Raises Refused where no model could take it."""
    try:
        pages = parsing.pages(content, name)
    except Unreadable as why:
        raise Refused(str(why)) from None
    if pages > MOST_PAGES:
        raise Refused(
            f"“{name}” has {pages:,} pages; no model takes more than {MOST_PAGES:,}. Split it, and upload what matters."
        )
    return pages


def _check_picture(name: str, content: bytes) -> None:
    if (size := pictures.size(content)) is None:
        raise Refused(f"“{name}” can't be read as a picture: it is broken. Save it again, and upload that.")
    if max(size) > MOST_PIXELS:
        raise Refused(
            f"“{name}” is {size[0]:,} × {size[1]:,} pixels; models take {MOST_PIXELS:,} on a side. Scale it down."
        )
    if len(content) > MOST_BYTES:
        raise Refused(
            f"“{name}” is too large for a picture: models take {megabytes(MOST_BYTES)} MB. Scale it down."
        )
