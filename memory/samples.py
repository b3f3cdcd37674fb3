"""Approved pieces: what they were asked for, and how they were approved. Among what was recalled the better examples
come a little further up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import now

from memory.models import Document, Sample
from memory.recalled import Recalled
from memory.worth import Approval, lifted, reason, worth


def preferred(client_id: int, found: Sequence[Recalled]) -> list[Recalled]:
    """The same passages, best first, with what is known of how they were approved in their scores and reasons."""
    documents = {one.document_id for one in found if one.kind == "sample"}
    if not documents:
        return list(found)
    approvals = of_documents(client_id, documents)
    judged = [_judged(one, approvals.get(one.document_id)) for one in found]
    return sorted(judged, key=lambda one: -one.score)  # stable: what is equal stays as it was found


def told(document: Document) -> str:
    """“Approved as it was, 3 days ago, 8.4 of 10 by the gates”; "" of what is no piece."""
    approval = of_documents(document.client_id, {document.pk}).get(document.pk)
    return f"{reason(approval).capitalize()}." if approval else ""


def asked(document: Document) -> list[tuple[str, str]]:
    """What the piece was asked for, as people read it: each question's name with its answer."""
    said = ((key.replace("_", " ").capitalize(), _said(value)) for key, value in document.brief.items())
    return [(name, words) for name, words in said if words]


def of_documents(client_id: int, documents: set[int]) -> dict[int, Approval]:
    """Document → how its piece was approved, of those that were pieces."""
    rows = Sample.objects.filter(client_id=client_id, document__in=documents)
    return {row.document_id: _approval(row, now()) for row in rows}


def _said(value: Any) -> str:
    """One line for each entry of a list; a file by its name."""
    if isinstance(value, Mapping):
        return str(value.get("name") or ", ".join(filter(None, map(_said, value.values()))))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_said, value)))
    return "" if value is None else str(value)


def _approval(row: Sample, at: datetime) -> Approval:
    age = (at - row.approved_at).total_seconds() / 86_400
    return Approval(row.by_person, row.edit_share, row.score, age)


def _judged(one: Recalled, approval: Approval | None) -> Recalled:
    if approval is None:
        return one
    why = "; ".join(filter(None, [one.why, reason(approval)]))
    return replace(one, score=lifted(one.score, worth(approval)), why=why)
