"""Briefs that people began: saved as they type, picked up again, thrown away. Each is its writer's alone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from reviews.models import BriefDraft
from tenants.models import User
from workflows.engine.definition import Field
from workflows.models import Run, Version, Workflow

MOST = 100  # of one person for one client
FULL = f"You have {MOST} drafts already. Discard some, then this one can be saved."


def of(user: User) -> QuerySet[BriefDraft]:
    return BriefDraft.objects.filter(by=user).select_related("workflow__client")


def save(pk: UUID, version: Version, user: User, answers: Mapping[str, Any]) -> BriefDraft | None:
    """Written or written over. None: there is nothing to keep, its brief was sent meanwhile, or the id is somebody
    else's. Raises Full."""
    workflow = version.workflow
    mine = BriefDraft.objects.filter(pk=pk, workflow=workflow, by=user)
    kept = {key: _plain(answer) for key, answer in answers.items() if answer}
    written = {"title": _title(version.definition.fields, kept), "answers": kept}
    if mine.update(**written, saved_at=Now()):
        return mine.first()
    if not kept or was_sent(pk, workflow, user) or BriefDraft.objects.filter(pk=pk).exists():
        return None
    if of(user).filter(client_id=workflow.client_id).count() >= MOST:
        raise Full
    made = BriefDraft(pk=pk, client_id=workflow.client_id, workflow=workflow, by=user, **written)
    BriefDraft.objects.bulk_create(
        [made], ignore_conflicts=True
    )  # saved twice at once, or the id is a stranger's
    mine.update(**written, saved_at=Now())
    return mine.first()


class Full(Exception):
    def __init__(self) -> None:
        super().__init__(FULL)


def run_key(pk: UUID, user: User) -> str:
    """The draft's brief starts one run, however often it is sent."""
    return f"portal:{user.pk}:{pk.hex}"


def was_sent(pk: UUID, workflow: Workflow, user: User) -> bool:
    """The last keystroke may be saved after the brief was sent."""
    return Run.objects.filter(client_id=workflow.client_id, idempotency_key=run_key(pk, user)).exists()


def _title(fields: Sequence[Field], answers: Mapping[str, Any]) -> str:
    words = (" ".join(str(answers.get(field.key) or "").split()) for field in fields if field.kind != "files")
    return next((found[:80] for found in words if found), "Nothing written yet")


def _plain(answer: Any) -> Any:
    """As JSON keeps it; of files only the ids."""
    if isinstance(answer, list):
        return [each["id"] if isinstance(each, dict) else str(each) for each in answer]
    return answer if isinstance(answer, bool) else str(answer)
