"""A file to download, named so that no browser takes it for something else."""

from django.http import HttpResponse
from django.utils.text import slugify

from workflows.sheets.writing import XLSX

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "yaml": "application/yaml; charset=utf-8",
    "zip": "application/zip",
}


def as_file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "sheet"}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
