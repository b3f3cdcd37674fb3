"""Several lessons, ticked in the list, become one: what is proposed is edited and saved, or left. And the way back."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from memory import combining, lessons
from memory.admin.lesson_form import LessonForm, as_day
from memory.models import Lesson
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin, person
from tenants.ids import numbers

EDIT = "edit memory"


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    parts = _chosen(admin.get_queryset(request), asked.getlist("lesson"))
    if not {part.client_id for part in parts} <= {client.pk for client in admin.clients(request)}:
        return admin.refuse(request, EDIT)
    try:
        combining.check(parts)
    except Refused as refusal:
        return _back(admin, request, refusal)
    form = LessonForm(request.POST or None, initial=_initial(parts))
    if request.method == "POST" and form.is_valid():
        try:
            one = combining.combine(parts, person(request), **form.words)
        except Refused as refusal:
            form.add_error("rule", refusal.sentence)
        else:
            admin.message_user(request, f"“{one.rule}” stands for {len(parts)} lessons from now on.")
            return redirect("admin:memory_lesson_change", one.pk)
    facts = {"title": "Merge lessons", "form": form, "parts": parts, "avoided": lessons.avoided(parts)}
    return admin.render(request, "admin/lessons/merging.html", facts)


def undo(request: HttpRequest, lesson: Lesson) -> str:
    """Of many that became one, or of one that went into another. What was made by merging is gone afterwards."""
    try:
        if not lesson.combined or lesson.merged_into_id:
            combining.apart(lesson)
            return f"“{lesson.rule}” stands for itself again."
        rule, parts = lesson.rule, combining.undo(lesson)
    except Refused as refusal:
        return refusal.sentence
    lesson.pk = None
    return f"Undone: {len(parts)} lessons stand for themselves again, and “{rule}” is gone."


def _chosen(mine: QuerySet[Lesson], asked: list[str]) -> list[Lesson]:
    """All of them, or not found: what isn't there is somebody else's."""
    ids = {*numbers(asked)}
    found = list(mine.filter(pk__in=ids).select_related("client").order_by("pk"))
    if len(found) != len({*asked}):
        raise Http404
    return found


def _back(admin: TenantAdmin, request: HttpRequest, refusal: Refused) -> HttpResponse:
    admin.message_user(request, refusal.sentence, level="ERROR")
    return redirect("admin:memory_lesson_changelist")


def _initial(parts: list[Lesson]) -> dict[str, Any]:
    proposal = combining.proposed(parts)
    return {
        "rule": proposal.rule,
        "kind": proposal.kind,
        "write": proposal.write,
        "avoid": proposal.avoid,
        "holds_until": as_day(proposal.expires_at),
    }
