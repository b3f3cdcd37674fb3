"""Reviews follow runs: one opens when a review step waits, and is void when nobody waits for it any more.

Called by the signal of recorded events, so all of it happens in the transaction that made the run wait.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.utils.timezone import now

from memory.documents import digest
from reviews import mailing
from reviews.models import Decision, Review
from tenants.models import User
from workflows.engine.definition import Step
from workflows.models import Attempt, Event
from workflows.models.event import record
from workflows.waiting import Asked, asked

ENDED = ("run.done", "run.stopped", "run.failed", "run.cancelled")
SETTLED = ("step.passed", "step.rejected", "step.failed", "step.skipped")
DUE_HOURS = 48
RUN, ITEM = 110, 70  # characters of a title
NAMES = ("title", "name", "subject", "headline", "topic")  # of an entry with parts: what it is called by


def follow(sender: type[Event], events: list[Event], **_: Any) -> None:
    """The receiver of `events_recorded`."""
    for event in events:
        if event.kind == "step.waiting":
            _asked(event.data["attempt"])
    if settled := [event.data.get("attempt") for event in events if event.kind in SETTLED]:
        _void(Review.objects.open().filter(attempt_id__in=settled))
    for event in events:
        if event.kind == "run.retried" and event.run:
            _void(Review.objects.open().filter(run_id=event.run, step_key__in=event.data["steps"]))
    if ended := [run for event in events if event.kind in ENDED and (run := event.run)]:
        _void(Review.objects.open().filter(run_id__in=ended))


def _asked(attempt_id: int) -> None:
    attempt = Attempt.objects.select_related("run__version__workflow").get(pk=attempt_id)
    step = attempt.run.definition.step(attempt.key)
    if step.kind == "review" and attempt.wait_until is None:
        open_review(attempt, step)


def open_review(attempt: Attempt, step: Step) -> Review:
    """Pinned to the exact text. What waited before at the same step of the run is void."""
    question = asked(attempt)
    _void(
        Review.objects.open().filter(run_id=attempt.run_id, step_key=attempt.key, attempt__item=attempt.item)
    )
    review = Review.objects.create(
        client_id=attempt.client_id,
        run=attempt.run,
        attempt=attempt,
        step_key=attempt.key,
        round=question.round,
        title=title(attempt.run.title, attempt.item, question.item),
        text=question.text,
        digest=digest(question.text),
        previous=question.previous,
        writers=[list(writer) for writer in question.writers],
        findings=_findings(question),
        scores=question.scores,
        flagged=question.flagged,
        audience=step.settings.get("who", Review.Audience.CLIENT),
        due_at=_in_hours(step.settings.get("due_hours", DUE_HOURS)),
        reviewers=list(step.settings.get("reviewers", ())),
        needed=step.settings.get("approvals", 1),
        somebody_else=step.settings.get("somebody_else", False),
        edited_by=_editor(attempt, question.text),
        escalate_at=_in_hours(step.settings.get("escalate_hours", 0)),
        timeout_at=_in_hours(step.settings.get("timeout_hours", 0)),
    )
    record(
        review.client_id, "review.opened", run=review.run_id, step_key=review.step_key, review=str(review.pk)
    )
    mailing.announce(review)
    return review


def title(run: str, index: int | None, item: Any = None) -> str:
    """“Autumn range · 3 · Fern parka”: one run may make many pieces, and each is read and decided by itself."""
    if index is None:
        return run
    words = " ".join(_said(item).split())
    return " · ".join([shorten(run, RUN, placeholder="…"), str(index + 1), *([_cut(words)] if words else [])])


def _said(item: Any) -> str:
    """What a person would call it by: its name, or how it begins."""
    if isinstance(item, Mapping):
        named = [item.get(name) for name in NAMES] + list(item.values())
        return next((one for one in named if isinstance(one, str) and one.strip()), "")
    lines = str("" if item is None else item).strip().splitlines() or [""]
    return lines[0].partition("|")[0]


def _cut(words: str) -> str:
    """A word that is too long for it is cut too."""
    return shorten(words, ITEM, placeholder="…") if " " in words[:ITEM] else words[:ITEM]


def _in_hours(hours: int) -> datetime | None:
    return now() + timedelta(hours=hours) if hours else None


def _editor(attempt: Attempt, text: str) -> User | None:
    """Who edited this text at an earlier step of the run, if anybody did."""
    made = Decision.objects.filter(
        review__run_id=attempt.run_id, kind=Decision.Kind.APPROVE_WITH_EDITS, digest=digest(text)
    )
    last = made.select_related("by").first()
    return last.by if last else None


def _findings(question: Asked) -> list[dict[str, Any]]:
    """Those that must pass first, then by score, worst first; rules have no score and come before the rest."""
    return [asdict(f) for f in sorted(question.findings, key=lambda f: (not f.must_pass, f.score or 0.0))]


def _void(reviews: Any) -> None:
    reviews.update(state=Review.State.VOID, closed_at=now())
