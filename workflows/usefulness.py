"""“Used in 12 runs, 9 passed”: of lessons, documents and passages, counted from what attempts kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from memory.models import Usage
from workflows.models import Run


@dataclass(frozen=True)
class Used:
    runs: int = 0
    passed: int = 0  # whose piece was approved without a gate having flagged it

    def __str__(self) -> str:
        if not self.runs:
            return "Not used yet"
        return f"Used in {self.runs:,} run{'' if self.runs == 1 else 's'}, {self.passed:,} passed"


def of_lessons(clients: Iterable[int], lessons: Iterable[int]) -> Mapping[int, Used]:
    return _counted("lesson", clients, Q(lesson__in=list(lessons)))


def of_documents(clients: Iterable[int], documents: Iterable[int]) -> Mapping[int, Used]:
    """Whole, or by any of its passages."""
    return _counted("document", clients, Q(lesson=0, document__in=list(documents)))


def of_passages(client: int, document: int) -> Mapping[int, Used]:
    return _counted("passage", [client], Q(lesson=0, document=document, passage__gt=0))


def failed() -> QuerySet[Run]:
    """Runs that have ended and didn't pass: their piece was flagged, refused, or never came about."""
    ended = Q(state=Run.State.DONE, flagged=True) | Q(state__in=[Run.State.STOPPED, Run.State.FAILED])
    return Run.objects.filter(ended)


def _counted(what: str, clients: Iterable[int], which: Q) -> Mapping[int, Used]:
    """One query, over the key of the narrow table; what was never used is left out."""
    good = Run.objects.filter(
        client_id=OuterRef("client_id"), pk=OuterRef("run"), state=Run.State.DONE, flagged=False
    )
    rows = Usage.objects.filter(which, client_id__in=list(clients)).values(what)
    rows = rows.annotate(
        runs=Count("run", distinct=True), passed=Count("run", distinct=True, filter=Exists(good))
    )
    return {row[what]: Used(row["runs"], row["passed"]) for row in rows.order_by()}
