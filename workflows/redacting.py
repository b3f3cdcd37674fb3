"""What was forgotten, taken out of what is kept of runs: the passages of their steps, and the prompts that held them.

What a model wrote with it, and a person approved, stays: it is a piece of its own. An assistant's draft that was made
from it is nobody's piece, and goes.
"""

from collections.abc import Iterator
from typing import Any

from tenants.scope import tenant_tx
from workflows.engine import prompts
from workflows.models import Attempt, Call, Run

GONE = "[forgotten]"


def redact(client_id: int, document_id: int) -> int:
    """How many steps of runs had used the document. Twice is harmless."""
    with tenant_tx(client_id):
        used = Attempt.objects.filter(client_id=client_id, context__contains=[{"document_id": document_id}])
        found = list(used.select_for_update())
        for attempt in found:
            _redact(attempt, document_id)
        _redact_trials(client_id, document_id)
        return len(found)


def _redact(attempt: Attempt, document_id: int) -> None:
    theirs = [passage for passage in attempt.context if passage["document_id"] == document_id]
    words = {words for passage in theirs for words in _as_sent(passage)}
    _redact_prompts(attempt, sorted(filter(None, words), key=len, reverse=True))
    attempt.context = [_emptied(passage) if passage in theirs else passage for passage in attempt.context]
    attempt.output = _without_title(attempt.output, document_id)
    attempt.save(update_fields=["context", "output"])


def _as_sent(passage: dict[str, Any]) -> Iterator[str]:
    """What a prompt holds of a passage: its words, where it stands, and its title, each as prompts write them."""
    title, heading = passage["title"], passage.get("heading", "")
    yield from (passage["text"].strip(), prompts.unfenced(passage["text"]).strip())
    yield from (prompts.place(title, heading), prompts.one_line(title), title.strip())


def _redact_prompts(attempt: Attempt, words: list[str]) -> None:
    for call in Call.objects.filter(client_id=attempt.client_id, attempt=attempt):
        for each in words:
            call.context, call.prompt = call.context.replace(each, GONE), call.prompt.replace(each, GONE)
        call.save(update_fields=["context", "prompt"])


def _emptied(passage: dict[str, Any]) -> dict[str, Any]:
    return {**passage, "title": GONE, "text": GONE, **({"heading": ""} if "heading" in passage else {})}


def _without_title(output: dict[str, Any], document_id: int) -> dict[str, Any]:
    """A step's result names what it was given."""
    if "passages" not in output:
        return output
    gone = {"title": GONE}
    named = [{**one, **(gone if one["document_id"] == document_id else {})} for one in output["passages"]]
    return {**output, "passages": named}


def _redact_trials(client_id: int, document_id: int) -> None:
    """Trials hold words of documents outside of any context: those that were tried in its place, and those read."""
    trials = Run.with_trials.filter(client_id=client_id).select_for_update()
    for run in trials.filter(trial__documents__has_key=str(document_id)):
        del run.trial["documents"][str(document_id)]
        run.save(update_fields=["trial"])
    for run in trials.filter(trial__read__contains=[document_id]):
        run.brief = dict.fromkeys(run.brief, GONE)
        run.save(update_fields=["brief"])
        _redact_draft(run)


def _redact_draft(run: Run) -> None:
    """It may quote what it was made from, in any length, so nothing of it is kept but what it cost."""
    for attempt in Attempt.objects.filter(client_id=run.client_id, run=run):
        attempt.output = {**attempt.output, "text": GONE, "figures": [], "data": {}} if attempt.output else {}
        attempt.save(update_fields=["output"])
    Call.objects.filter(client_id=run.client_id, run=run).update(context=GONE, prompt=GONE, answer=GONE)
