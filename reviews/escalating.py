"""Reviews that nobody decides on: others are asked too, then others instead, or the run stops, as the step says. Never
is anything approved by itself. A sweep's work, safe to do twice."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from reviews import mailing, reminding
from reviews.models import Review
from tenants.scope import tenant_tx
from workflows import decisions, leases
from workflows.engine import circle as words
from workflows.engine.kinds import review as human
from workflows.models.event import record

MANY = 100  # for one group of clients at a time; the next sweep goes on
OWNERS = ("@owners",)


def escalate_due() -> None:
    for clients in reminding.groups():
        with tenant_tx(*clients):
            due = Review.objects.open().filter(escalate_at__lt=Now(), escalated_at__isnull=True)
            for review in due.select_for_update(skip_locked=True, of=("self",))[:MANY]:
                _ask_others_too(review)


def time_out_due() -> None:
    """One by one: each locks its run first, as all who decide do."""
    for clients in reminding.groups():
        with tenant_tx(*clients):
            due = Review.objects.open().filter(timeout_at__lt=Now(), timed_out_at__isnull=True)
            found = list(due.values_list("client_id", "pk", "run_id")[:MANY])
        for client, pk, run in found:
            with tenant_tx(client):
                leases.lock(run)
                if review := due.select_for_update(of=("self",)).filter(pk=pk).first():
                    _time_out(review)


def announced(review: Review) -> list[tuple[datetime, str]]:
    """(when, what) will happen to an open review if nobody decides."""
    settings, found = _settings(review), []
    if review.escalate_at and not review.escalated_at:
        others = words.said(settings.get("escalate_to") or OWNERS)
        found.append((review.escalate_at, f"{others} are asked too"))
    if review.timeout_at and not review.timed_out_at:
        others = words.said(settings.get("pass_to") or OWNERS)
        stops = settings.get("at_timeout") == "stop"
        found.append((review.timeout_at, "the run stops" if stops else f"it passes to {others}"))
    return found


def _ask_others_too(review: Review) -> None:
    settings = _settings(review)
    others = list(settings.get("escalate_to") or OWNERS)
    review.also = [*dict.fromkeys([*review.also, *others])]
    review.escalated_at = Now()
    review.save(update_fields=["also", "escalated_at"])
    waited = words.hours(settings["escalate_hours"])
    _tell(
        review,
        "review.escalated",
        f"Nobody decided within {waited}: {words.said(others)} are asked too.",
    )
    mailing.announce(review, "escalated")


def _time_out(review: Review) -> None:
    settings = _settings(review)
    review.timed_out_at = Now()
    waited = words.hours(settings["timeout_hours"])
    if settings.get("at_timeout") == "stop":
        _stop(review, f"Nobody decided within {waited}, and the step says that the run stops then.")
        return
    review.reviewers, review.also = list(settings.get("pass_to") or OWNERS), []
    review.claimed_by = review.claimed_at = None
    review.save(update_fields=["timed_out_at", "reviewers", "also", "claimed_by", "claimed_at"])
    passed = f"Nobody decided within {waited}: it passed to {words.said(review.reviewers)}."
    _tell(review, "review.passed", passed)
    mailing.announce(review, "passed")


def _stop(review: Review, sentence: str) -> None:
    review.state, review.closed_at = Review.State.EXPIRED, Now()
    review.save(update_fields=["timed_out_at", "state", "closed_at"])
    try:
        with transaction.atomic():
            decisions.decide(review.run_id, review.attempt_id, human.timed_out(sentence))
    except decisions.Overtaken:  # nobody waits for it any more, so there is nothing to stop
        Review.objects.filter(pk=review.pk).update(state=Review.State.VOID)


def _settings(review: Review) -> dict[str, Any]:
    return review.run.definition.step(review.step_key).settings


def _tell(review: Review, kind: str, sentence: str) -> None:
    about: dict[str, Any] = {"step_key": review.step_key, "review": str(review.pk)}
    record(review.client_id, kind, run=review.run_id, sentence=sentence, **about)
