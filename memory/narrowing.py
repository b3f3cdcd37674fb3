"""By what else people look for documents and lessons: how far they can be trusted, and how they did in runs."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from memory.models import Source, Usage

TRUSTED = {
    "given": ("Given by people", lambda: ~Q(source__in=[Source.IMPORTED, Source.APPROVED])),
    "approved": ("Approved pieces", lambda: Q(source=Source.APPROVED)),
    "imported": ("Imported from outside", lambda: Q(source=Source.IMPORTED)),
}
USES = {
    "never": ("Never used", lambda of: ~Exists(of)),
    "failed": ("Used, and pieces failed", lambda of: Exists(_failed(of))),
}


def documents_by_use(use: str) -> Any:
    """Documents used so, whole or by any of their passages. A condition for a filter."""
    return USES[use][1](_usage(lesson=0, document=OuterRef("pk")))


def lessons_by_use(use: str) -> Any:
    return USES[use][1](_usage(lesson=OuterRef("pk")))


def _usage(**which: Any) -> QuerySet[Usage]:
    """Its key begins with these columns."""
    return Usage.objects.filter(client_id=OuterRef("client_id"), **which)


def _failed(used: QuerySet[Usage]) -> QuerySet[Usage]:
    """Memory knows nothing of runs: which of them failed is asked above it."""
    failed: QuerySet[Model] = import_string(settings.FAILED_RUNS)()
    return used.filter(
        Exists(failed.filter(client_id=OuterRef("client_id"), pk=OuterRef("run")).values(one=F("pk")))
    )
