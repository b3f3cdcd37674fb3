"""Approved pieces become samples, with where they come from."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from memory import documents, versions
from memory.formats.tidying import tidy
from memory.models import Document, Kind, Source
from memory.splitting import first_heading


def recent_pieces(client_id: int, number: int, but: UUID | None = None) -> tuple[tuple[str, str], ...]:
    """Title and text of the client's newest samples, without those of one run."""
    rows = Document.objects.filter(client_id=client_id, kind=Kind.SAMPLE).exclude(run=but, run__isnull=False)
    return tuple(rows.order_by("-added_at").values_list("title", "text")[:number])


def remember_piece(
    client_id: int, title: str, text: str, run_id: UUID | None = None, brief: Mapping[str, Any] | None = None
) -> Document:
    """Keep an approved piece as a sample, in the caller's transaction. The same piece again is the same sample;
    a newer text of the same run under the same title takes the older one's place."""
    text = tidy(text)
    title = (tidy(title) or first_heading(text) or "Untitled piece")[:200]
    samples = Document.objects.filter(client_id=client_id, kind=Kind.SAMPLE)
    known = samples.filter(digest=documents.digest(text)).first()
    if known:
        return known
    earlier = samples.filter(run=run_id, title=title).first() if run_id else None
    sample = earlier or Document(client_id=client_id, kind=Kind.SAMPLE, title=title, run=run_id)
    sample.text, sample.digest, sample.brief = text, documents.digest(text), dict(brief or {})
    sample.state, sample.problem = Document.State.WAITING, ""
    sample.source = Source.APPROVED
    sample.save()
    versions.keep(sample, note="The approved piece")
    documents.ring(client_id)
    return sample
