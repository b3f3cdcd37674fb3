"""Approval by a second person before a draft is published. The request is for the draft as it was; each ends once."""

from django.db import transaction
from django.utils.timezone import now

from tenants.models import User
from workflows import answering, goldens
from workflows.models import Publication, Version, Workflow
from workflows.models.event import record

OPEN = Publication.State.OPEN
SAME = "Somebody else has to approve what you asked for."
OVER = "This request isn't open any more: {}."


class Impossible(Exception):
    """Nothing was decided. Its text is the sentence that says why."""


def of(draft: Version) -> Publication | None:
    """The open request for exactly this draft."""
    found = draft.publications.filter(state=OPEN).select_related("asked_by").first()
    return found if found and found.fingerprint == draft.fingerprint else None


@transaction.atomic
def changed(draft: Version, by: User | None) -> None:
    """Somebody changed this draft just now: what was asked for it doesn't hold any more."""
    draft.touch(by)
    lapse(draft)


def lapse(draft: Version) -> None:
    for one in draft.publications.filter(state=OPEN).exclude(fingerprint=draft.fingerprint):
        _end(one, Publication.State.LAPSED, None)


@transaction.atomic
def ask(draft: Version, by: User, over: str = "") -> Publication:
    """Asked again it is the same request. Raises answering's Unpublishable."""
    _lock(draft.workflow)
    answering.refuse_problems(draft)
    lapse(draft)
    found = draft.publications.filter(state=OPEN).first()
    if found:
        return found
    made = Publication.objects.create(
        client_id=draft.client_id, version=draft, fingerprint=draft.fingerprint, over=over, asked_by=by
    )
    _tell(made, "publication.asked", by, f"“{draft.workflow}”: {by} asks to publish version {draft.number}.")
    return made


@transaction.atomic
def approve(asked: Publication, by: User) -> Version:
    """Raises Impossible, and Unpublishable."""
    draft = _held(asked)
    if asked.asked_by_id == by.pk:
        raise Impossible(SAME)
    if not asked.over and (why := goldens.hold(draft.workflow, draft)):
        raise Impossible(why)
    Version.objects.filter(pk=draft.pk).update(published_over=asked.over)
    answering.publish(draft, by=by)
    _end(asked, Publication.State.APPROVED, by)
    return draft


@transaction.atomic
def refuse(asked: Publication, by: User, reason: str) -> None:
    """Raises Impossible."""
    _held(asked)
    if asked.asked_by_id == by.pk:
        raise Impossible(SAME)
    _end(asked, Publication.State.REFUSED, by, reason)


@transaction.atomic
def withdraw(asked: Publication, by: User) -> None:
    """Raises Impossible."""
    _held(asked)
    _end(asked, Publication.State.WITHDRAWN, by)


def _held(asked: Publication) -> Version:
    """Its draft, which nobody changes until this transaction ends."""
    _lock(asked.version.workflow)
    asked.refresh_from_db(fields=["state"])
    draft = Version.objects.select_related("workflow").get(pk=asked.version_id)
    if asked.state != OPEN or asked.fingerprint != draft.fingerprint or not draft.is_draft:
        words = asked.get_state_display() if asked.state != OPEN else Publication.State.LAPSED.label
        raise Impossible(OVER.format(words[:1].lower() + words[1:]))
    return draft


def _lock(workflow: Workflow) -> None:
    Workflow.objects.select_for_update().get(pk=workflow.pk)


def _end(asked: Publication, state: Publication.State, by: User | None, reason: str = "") -> None:
    asked.state, asked.decided_by, asked.decided_at, asked.reason = state, by, now(), reason
    asked.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    version = asked.version
    words = (
        f"“{version.workflow}”, version {version.number}: the request to publish is {state.label.lower()}."
    )
    _tell(asked, f"publication.{state}", by, words + (f" {reason}" if reason else ""))


def _tell(asked: Publication, kind: str, by: User | None, sentence: str) -> None:
    record(
        asked.client_id, kind, sentence=sentence, by=by, workflow=asked.version.workflow_id,
        version=asked.version.number,
    )  # fmt: skip
