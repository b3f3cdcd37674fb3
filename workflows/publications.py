"""Publishing that waits: for a second person, or for its time. It is for the draft as it was; each ends once.

What is due is published by the sweep, by the database's clock, so that it survives restarts.
"""

import logging
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.utils.timezone import now

from tenants.models import User
from tenants.scope import tenant_tx
from workflows import answering, goldens
from workflows.models import Publication, Version, Workflow
from workflows.models.event import record
from workflows.models.schedule import database_now
from workflows.models.version import Unpublishable

log = logging.getLogger(__name__)
OPEN, PLANNED = Publication.State.OPEN, Publication.State.PLANNED
SAME = "Somebody else has to approve what you asked for."
WHY = "Say why you send it back: whoever asked mends it by that. Nothing was decided."
OVER = "This request isn't open any more: {}."


class Impossible(Exception):
    """Nothing was decided. Its text is the sentence that says why."""


def of(draft: Version) -> Publication | None:
    """What waits for exactly this draft."""
    found = draft.publications.filter(state__in=Publication.WAITING).select_related("asked_by").first()
    return found if found and found.fingerprint == draft.fingerprint else None


@transaction.atomic
def changed(draft: Version, by: User | None) -> None:
    """Somebody changed this draft just now: what was asked for it doesn't hold any more."""
    draft.touch(by)
    lapse(draft)


def lapsed(draft: Version) -> Publication | None:
    """What waited for this draft and doesn't hold any more, for the draft was changed; until it is asked for anew."""
    last = draft.publications.select_related("asked_by").first()
    return last if last and last.state == Publication.State.LAPSED else None


def lapse(draft: Version) -> None:
    waiting = draft.publications.filter(state__in=Publication.WAITING)
    for one in waiting.exclude(fingerprint=draft.fingerprint):
        _end(one, Publication.State.LAPSED, None)


@transaction.atomic
def ask(draft: Version, by: User, over: str = "", at: datetime | None = None) -> Publication:
    """For a second person, where the workflow needs one; else planned for its time. Asked again it is the same request.
    Raises Unpublishable."""
    _lock(draft.workflow)
    answering.refuse_problems(draft)
    lapse(draft)
    found = draft.publications.filter(state__in=Publication.WAITING).first()
    if found:
        return found
    state = OPEN if draft.workflow.second_person else PLANNED
    made = Publication.objects.create(
        client_id=draft.client_id, version=draft, fingerprint=draft.fingerprint, over=over, asked_by=by,
        publish_at=at, state=state,
    )  # fmt: skip
    verb = "asks to publish" if state == OPEN else "planned to publish"
    when = f" at {at:%Y-%m-%d %H:%M} UTC" if at else ""
    kind = "publication.asked" if state == OPEN else "publication.planned"
    _tell(made, kind, by, f"“{draft.workflow}”: {by} {verb} version {draft.number}{when}.")
    return made


@transaction.atomic
def approve(asked: Publication, by: User) -> Version | None:
    """Published at once, or None: it waits for its time now. Raises Impossible, and Unpublishable."""
    draft = _held(asked, OPEN)
    if asked.asked_by_id == by.pk:
        raise Impossible(SAME)
    if asked.publish_at and asked.publish_at > database_now():
        _end(asked, PLANNED, by)
        return None
    _publish(asked, draft, by)
    return draft


def publish_due() -> int:
    """The sweep. Returns how many were due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT client, publication FROM baton_publications_due()")
        due = cursor.fetchall()
    for client, publication in due:
        try:
            with tenant_tx(client):
                _see_to(publication)
        except OperationalError:
            log.warning("publication %s could not be seen to", publication, exc_info=True)
        except Exception:
            log.exception("publication %s", publication)
    return len(due)


def _see_to(publication: int) -> None:
    asked = Publication.objects.select_related("version__workflow", "asked_by").get(pk=publication)
    try:
        with transaction.atomic():
            _publish(asked, _held(asked, PLANNED), asked.decided_by or asked.asked_by)
    except Unpublishable as refused:
        _end(asked, Publication.State.FAILED, None, refused.problems[0].sentence)
    except Impossible as impossible:
        asked.refresh_from_db(fields=["state"])
        if asked.state != PLANNED:  # somebody else saw to it
            return
        changed_since = asked.fingerprint != asked.version.fingerprint or not asked.version.is_draft
        state = Publication.State.LAPSED if changed_since else Publication.State.FAILED
        _end(asked, state, None, "" if changed_since else str(impossible))


def _publish(asked: Publication, draft: Version, by: User | None) -> None:
    if not asked.over and (why := goldens.hold(draft.workflow, draft)):
        raise Impossible(why)
    Version.objects.filter(pk=draft.pk).update(published_over=asked.over)
    answering.publish(draft, by=by)
    _end(asked, Publication.State.APPROVED, by)
    sentence = f"“{draft.workflow}”: version {draft.number} is published, asked for by {asked.asked_by}."
    record(
        draft.client_id, "version.published", sentence=sentence, by=by, workflow=draft.workflow_id,
        version=draft.number, over=asked.over,
    )  # fmt: skip


@transaction.atomic
def refuse(asked: Publication, by: User, reason: str) -> None:
    """Raises Impossible."""
    _held(asked, OPEN)
    if asked.asked_by_id == by.pk:
        raise Impossible(SAME)
    if not reason.strip():
        raise Impossible(WHY)
    _end(asked, Publication.State.REFUSED, by, reason)


@transaction.atomic
def withdraw(asked: Publication, by: User) -> None:
    """Raises Impossible."""
    _held(asked, *Publication.WAITING)
    _end(asked, Publication.State.WITHDRAWN, by)


def _held(asked: Publication, *states: Publication.State) -> Version:
    """Its draft, which nobody changes until this transaction ends."""
    _lock(asked.version.workflow)
    asked.refresh_from_db(fields=["state"])
    draft = Version.objects.select_related("workflow").get(pk=asked.version_id)
    if asked.state not in states or asked.fingerprint != draft.fingerprint or not draft.is_draft:
        words = asked.get_state_display() if asked.state not in states else Publication.State.LAPSED.label
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
