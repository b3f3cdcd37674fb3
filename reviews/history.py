"""What a reviewer may want to know about a piece besides its text: the brief, the context, how it got here."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString

from memory.prose.rendering import render
from reviews.models import Decision, Review
from workflows import revised as revisions
from workflows import whys
from workflows.engine.outcomes import Finding
from workflows.engine.revisions import Checked
from workflows.files import drawn, is_files
from workflows.models import Call, Event, Run, Step
from workflows.whys import Line, Why

SINK = 3  # headings of a passage stand below the page's own
JUDGES = ("rules", "rubric", "review")  # kinds of step whose result concerns a reviewer
TOLD = 20  # lines of the story, the newest
SAID = {
    "run.started": "Requested by {by}.",
    "step.passed": "“{title}” is done. {sentence}",
    "step.rejected": "“{title}” sent it back. {sentence}",
    "step.failed": "“{title}” failed. {sentence}",
    "step.skipped": "“{title}” was not needed.",
    "review.opened": "“{title}” waits for a person.",
    "review.approved": "{sentence}",
    "review.escalated": "{sentence}",
    "review.handed": "{sentence}",
    "review.passed": "{sentence}",
    "review.decided": "{sentence}",
    "guest.invited": "{sentence}",
    "guest.revoked": "{sentence}",
    "piece.delivered": "Put into the library.",
    "run.done": "Done.",
    "run.stopped": "{sentence}",
    "run.failed": "{sentence}",
    "run.cancelled": "Cancelled by {by}.",
    "run.resumed": "Resumed by {by}.",
    "run.retried": "Done again by {by}, from “{title}” on.",
}


@dataclass(frozen=True)
class Used:
    """Something that the writing model was given."""

    line: Line
    html: SafeString


@dataclass(frozen=True)
class Told:
    """One line of a run's story."""

    sentence: str
    at: datetime


def brief(run: Run) -> list[tuple[str, str]]:
    """(question, answer) as the form asked them."""
    return [(field.label, shown(run.brief.get(field.key), field.kind)) for field in run.version.fields.all()]


def shown(value: Any, kind: str = "") -> str:
    """An answer of a brief as a person reads it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if kind == "date" and value:
        return _as_day(str(value))
    if isinstance(value, list):
        return drawn(value) if is_files(value) else "\n".join(map(str, value))
    return "" if value is None else str(value)


def _as_day(value: str) -> str:
    """“24 December 2026”; what is no date stays as it was given."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def why(review: Review) -> Why:
    """What the drafts of this piece were written with, each once, and why."""
    rows = [
        attempt
        for key, number in review.writers
        for attempt in review.run.attempts.filter(key=key, number=number).order_by("id")
    ]
    return whys.of(rows)


def used(context: Why) -> list[Used]:
    return [Used(line, render(line.text, sink=SINK)) for line in context.lines]


def answered(review: Review) -> list[tuple[str, str]]:
    """(step, why this model) for the last call of each attempt that made or judged this piece: for staff."""
    titles = {step.key: str(step) for step in review.run.version.steps.all()}
    calls = review.run.calls.filter(state=Call.State.ANSWERED, attempt__id__lt=review.attempt_id)
    last = {call.attempt.key: call for call in calls.exclude(why="").select_related("attempt").order_by("id")}
    return [(titles.get(key, key), call.why) for key, call in last.items()]


def passed(review: Review) -> list[tuple[str, float]]:
    """Criteria with their scores where nothing was found."""
    found = {finding.criterion for finding in review.found}
    return [(name, points) for name, points in review.scores.items() if name not in found]


def revised(review: Review) -> list[Checked]:
    """What became of the findings that the last revision had to answer, each with the facts; none in a first round."""
    return revisions.of_drafts(
        review.run, [(key, number) for key, number in review.writers], review.attempt.item
    )


def asked_for(review: Review) -> str:
    """The note with which the last round was sent back, "" if a person didn't."""
    before = Decision.objects.filter(
        review__run_id=review.run_id,
        review__step_key=review.step_key,
        review__attempt__item=review.attempt.item,
        kind=Decision.Kind.REQUEST_CHANGES,
    )
    last = before.exclude(review_id=review.pk).filter(at__lte=review.opened_at).first()
    return last.note if last else ""


def story(run: Run, staff: bool) -> list[Told]:
    """What happened, in plain words, oldest first. What failed, and which model wrote, is for the agency."""
    steps = {step.key: step for step in run.version.steps.all()}
    events = Event.objects.filter(run=run.pk, kind__in=SAID).select_related("by").order_by("-id")
    told = (_told(event, steps.get(event.step_key), staff) for event in events)
    return list(islice(filter(None, told), TOLD))[::-1]


def _told(event: Event, step: Step | None, staff: bool) -> Told | None:
    if event.kind.startswith("step.") and (event.by_id or "guest" in event.data):
        return None  # a person's decision, told by review.decided
    if event.kind.endswith(".failed") and not staff:
        return None
    title = str(step) if step and step.title else event.step_key.replace("_", " ").capitalize()
    plain = staff or step is None or step.kind in JUDGES
    said = SAID[event.kind].format(
        title=title, by=event.by or "the agency", sentence=event.sentence if plain else ""
    )
    return Told(said.strip(), event.at) if said.strip() else None


def answers(review: Review, decision: Decision | None) -> list[tuple[int, Finding, str]]:
    """(number, finding, what became of it); those that an earlier approval's edit settled come first, with 0."""
    if decision is None:
        return []
    earlier = [
        (0, Finding(**entry), f"settled by {approval}")
        for approval in review.approvals.select_related("by", "guest", "instead_of")
        for entry in approval.settled
    ]
    taken = "sent along" if decision.kind == Decision.Kind.REQUEST_CHANGES else "accepted"
    said = {**dict.fromkeys(decision.dismissed, "dismissed"), **dict.fromkeys(decision.accepted, taken)}
    return [*earlier, *((number, one, said.get(number, "")) for number, one in enumerate(review.found, 1))]
