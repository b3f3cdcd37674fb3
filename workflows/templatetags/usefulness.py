"""How often something of memory was used, on pages of memory, which knows nothing of runs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from workflows import usefulness
from workflows.usefulness import Used

register = template.Library()


@register.simple_tag
def used_lessons(lessons: Iterable[Any]) -> Mapping[int, Used]:
    """`{% used_lessons lessons as used %}`, then `{{ used|of:lesson.pk }}`."""
    rows = list(lessons)
    return usefulness.of_lessons({row.client_id for row in rows}, [row.pk for row in rows])


@register.simple_tag
def used_lesson(lesson: Any) -> Used:
    return usefulness.of_lessons([lesson.client_id], [lesson.pk]).get(lesson.pk, Used())


@register.simple_tag
def used_documents(documents: Iterable[Any]) -> Mapping[int, Used]:
    rows = list(documents)
    return usefulness.of_documents({row.client_id for row in rows}, [row.pk for row in rows])


@register.simple_tag
def used_document(document: Any) -> Used:
    return usefulness.of_documents([document.client_id], [document.pk]).get(document.pk, Used())


@register.simple_tag
def used_passages(document: Any) -> Mapping[int, Used]:
    return usefulness.of_passages(document.client_id, document.pk)


@register.filter
def of(used: Mapping[int, Used], pk: int) -> Used:
    return used.get(pk, Used())
