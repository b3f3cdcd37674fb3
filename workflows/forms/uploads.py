"""The files of a submitted form: each is kept as it comes in, so that another answer's mistake loses none of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from tenants.models import User
from workflows import files
from workflows.engine.definition import Field
from workflows.intake import Problem


def receiver(request: HttpRequest, client_id: int, by: User, prefix: str = "") -> Any:
    """As a form wants it (forms.brief.Receive): takes in the files of this request."""
    return lambda fields, answers: received(fields, answers, request.FILES, client_id, by, prefix)


class Uploads(Protocol):
    """Django's request.FILES."""

    def getlist(self, key: str) -> list[UploadedFile]: ...


def received(
    fields: Sequence[Field],
    answers: Mapping[str, Any],
    uploads: Uploads,
    client_id: int,
    by: User,
    prefix: str = "",
) -> tuple[dict[str, Any], list[Problem]]:
    """The answers with what was uploaded added to what was kept before, and a problem for each file refused."""
    given, problems = dict(answers), []
    for field in fields:
        if field.kind == "files":
            kept, refused = _kept(field, uploads.getlist(prefix + field.key), client_id, by)
            earlier = _earlier(client_id, field, answers.get(field.key) or ())
            given[field.key] = [*earlier, *(file for file in kept if file not in earlier)]
            problems += refused
    return given, problems


def _kept(
    field: Field, uploads: Sequence[UploadedFile], client_id: int, by: User
) -> tuple[list[dict[str, str]], list[Problem]]:
    kept, problems = [], []
    for upload in uploads:
        try:
            row = files.keep(client_id, upload.name or "", _content(upload), by)
        except files.Refused as refused:
            problems.append(Problem(field.key, str(refused)))
        else:
            kept.append({"id": str(row.pk), "name": row.name})
    return kept, problems


def _content(upload: UploadedFile) -> bytes:
    """No more of it than decides that it is too large."""
    return upload.read(files.most() + 1)


def _earlier(client_id: int, field: Field, ids: Sequence[Any]) -> list[Any]:
    """With their names; what isn't this client's stays an id, which the intake refuses."""
    brief, _ = files.named(
        client_id, [field], {field.key: [{"id": each} for each in ids if files.is_id(each)]}
    )
    named = {file["id"]: file for file in brief[field.key]}
    return [named.get(each, each) for each in ids]
