"""Lists in pages. Identifiers are in order of time, so the last one of a page is the cursor to the next."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

DEFAULT, MOST = 25, 100


def page(request: Request, rows: QuerySet, *, cursor: UUID | None, limit: int, newest_first: bool) -> Any:
    """`rows` from after `cursor` on: (the rows of this page, the address of the next page or None)."""
    if cursor is not None:
        rows = rows.filter(id__lt=cursor) if newest_first else rows.filter(id__gt=cursor)
    found = list(rows.order_by("-id" if newest_first else "id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    here = request.build_absolute_uri()
    return found[:limit], replace_query_param(here, "cursor", str(found[limit - 1].id))
