"""In how many runs something was used: counted from what attempts kept, over one narrow index."""

from collections.abc import Iterable

from django.db.models import Count

from memory.models import Usage


def of_lessons(client_id: int, lessons: Iterable[int]) -> dict[int, int]:
    """Lesson → runs that were given it; those without any are left out."""
    rows = Usage.objects.filter(client_id=client_id, lesson__in=list(lessons))
    return dict(rows.values_list("lesson").annotate(Count("run")))
