"""What was forgotten, taken out of what is kept of runs: the passages of their steps, and the prompts that held them.

What a model wrote with it, and a person approved, stays: it is a piece of its own.
"""

from typing import Any

from tenants.scope import tenant_tx
from workflows.models import Attempt, Call

GONE = "[forgotten]"


def redact(client_id: int, document_id: int) -> int:
    """How many steps of runs had used the document. Twice is harmless."""
    with tenant_tx(client_id):
        used = Attempt.objects.filter(client_id=client_id, context__contains=[{"document_id": document_id}])
        found = list(used.select_for_update())
        for attempt in found:
            _redact(attempt, document_id)
        return len(found)


def _redact(attempt: Attempt, document_id: int) -> None:
    theirs = [passage for passage in attempt.context if passage["document_id"] == document_id]
    words = sorted({passage[name] for passage in theirs for name in ("text", "title")}, key=len, reverse=True)
    _redact_prompts(attempt, [each.strip() for each in words if each.strip()])
    attempt.context = [_emptied(passage) if passage in theirs else passage for passage in attempt.context]
    attempt.save(update_fields=["context"])


def _redact_prompts(attempt: Attempt, words: list[str]) -> None:
    for call in Call.objects.filter(client_id=attempt.client_id, attempt=attempt):
        for each in words:
            call.context, call.prompt = call.context.replace(each, GONE), call.prompt.replace(each, GONE)
        call.save(update_fields=["context", "prompt"])


def _emptied(passage: dict[str, Any]) -> dict[str, Any]:
    return {**passage, "title": GONE, "text": GONE, **({"heading": ""} if "heading" in passage else {})}
