"""A sheet comes in: read, checked row by row, and kept with its briefs or with all that is wrong with them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from django.conf import settings
from django.db import transaction

from memory.parsing import shown
from memory.refusals import Unreadable
from tenants.models import User
from workflows import intake
from workflows.engine.definition import Field
from workflows.models import Bulk, Version, Workflow
from workflows.sheets import checking, reading
from workflows.sheets.columns import without_files
from workflows.sheets.limits import Limits

KEPT_PROBLEMS = 5_000  # the rest is counted


class NotPublished(Exception):
    """Only a published version can be started. Its text is a sentence."""

    def __init__(self, workflow: Workflow) -> None:
        super().__init__(f"“{workflow}” isn't published yet, so it can't run.")


def take(workflow: Workflow, data: bytes, filename: str, by: User | None = None) -> Bulk:
    """Nothing starts by it. Raises Unreadable and NotPublished; then nothing is kept. What the same person had
    uploaded for this workflow and not started is forgotten."""
    version = workflow.published
    if version is None:
        raise NotPublished(workflow)
    fields = _answerable(version.definition.fields)
    names = [name for field in fields for name in (field.key, field.label)]
    sheet = reading.read(data, filename, names, Limits(bytes=settings.UPLOAD_LIMIT))
    return _kept(version, fields, checking.check(fields, sheet), len(sheet.rows), filename, by)


def _answerable(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Those that a sheet can answer. Raises Unreadable where one that it can't must be answered."""
    for field in fields:
        if field.kind == "files" and field.required:
            raise Unreadable(
                f"These runs can't be started from a sheet: “{field.label or field.key}” asks for files, and a sheet "
                "carries none. Start them one by one, or by the API."
            )
    return without_files(fields)


@transaction.atomic
def _kept(
    version: Version, fields: tuple[Field, ...], checked: checking.Checked, size: int, filename: str, by: Any
) -> Bulk:
    workflow = version.workflow
    rows = [
        [brief.row, intake.title(fields, brief.values, workflow)[:200], brief.values]
        for brief in checked.briefs
    ]
    earlier = Bulk.objects.filter(version__workflow=workflow, started_by=by, state__in=Bulk.UNSTARTED)
    earlier.delete()
    return Bulk.objects.create(
        client_id=version.client_id,
        version=version,
        file_name=shown(filename)[:120],
        digest=_digest(rows),
        notes=checked.notes,
        state=Bulk.State.WRONG if checked.problems else Bulk.State.CHECKED,
        size=size,
        rows=rows,
        problems=[list(astuple(problem)) for problem in checked.problems[:KEPT_PROBLEMS]],
        problem_count=len(checked.problems),
        started_by=by,
    )


def _digest(rows: list[Any]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest() if rows else ""
