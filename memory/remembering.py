"""Approved pieces become samples, with where they come from and how they were approved."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from memory import documents, versions
from memory.formats.tidying import tidy
from memory.models import Document, Kind, Sample, Source
from memory.splitting import first_heading
from tenants import scripts


@dataclass(frozen=True)
class Approved:
    """How a piece was approved."""

    by_person: bool = False  # else every gate let it pass by itself
    edit_share: float = 0.0  # of its words, 0 to 1: how much people changed of what the model wrote
    score: float | None = None  # the gates', 0 to 10; None where none gave marks


def recent_pieces(client_id: int, number: int, but: UUID | None = None) -> tuple[tuple[str, str], ...]:
    """Title and text of the client's newest samples, without those of one run."""
    rows = Document.objects.filter(client_id=client_id, kind=Kind.SAMPLE).exclude(run=but, run__isnull=False)
    return tuple(rows.order_by("-added_at").values_list("title", "text")[:number])


def remember_piece(
    client_id: int,
    title: str,
    text: str,
    run_id: UUID | None = None,
    brief: Mapping[str, Any] | None = None,
    approved: Approved | None = None,
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
    if approved:
        _keep_approval(sample, approved)
    documents.ring(client_id)
    return sample


def forget_pieces(client_id: int, run_id: UUID, texts: Iterable[str]) -> None:
    """The approval of these pieces of a run holds no more: their samples go, in the caller's transaction. What a
    person has changed since is theirs, and stays."""
    digests = [documents.digest(tidy(text)) for text in texts]
    samples = Document.objects.filter(client_id=client_id, kind=Kind.SAMPLE, run=run_id, digest__in=digests)
    for sample in samples:
        documents.forget(sample)


def edit_share(before: str, after: str) -> float:
    """The share of words that differ, 0 to 1, wherever they stand: quick, and enough to tell a touch from a rewrite."""
    ours, theirs = (Counter(scripts.apart(text).split()) for text in (before, after))
    total = ours.total() + theirs.total()
    return 1 - 2 * (ours & theirs).total() / total if total else 0.0


def _keep_approval(sample: Document, approved: Approved) -> None:
    Sample.objects.update_or_create(
        client_id=sample.client_id,
        document=sample,
        defaults={
            "by_person": approved.by_person,
            "edit_share": approved.edit_share,
            "score": approved.score,
            "approved_at": now(),
        },
    )
