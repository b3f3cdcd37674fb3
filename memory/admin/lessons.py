"""Lessons in the admin: browse, write, accept, reword, reject, end, merge, forget."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from memory import clashes, copying, lessons, overtaking
from memory.admin import lesson_list, merging_page
from memory.admin.lesson_form import LessonForm, NewLessonForm, initial
from memory.models import Lesson
from memory.refusals import Refused
from tenants.admin.base import TenantAdmin, person
from tenants.ids import numbers
from tenants.models import Client

EDIT = "edit memory"
View = Callable[..., HttpResponse]


@admin.register(Lesson)
class LessonAdmin(TenantAdmin):
    ability = EDIT
    search_fields = ["rule"]

    def get_urls(self) -> list[URLPattern]:
        verbs = {
            "accept": _accept, "reject": _reject, "end": _end, "merge": _merge, "undo": merging_page.undo,
            "forget": _forget,
        }  # fmt: skip
        return [
            path("merging/", self.admin_site.admin_view(self.merging), name="memory_lesson_merging"),
            self.page("change/", "change", _page),
            self.page("copy/", "copy", _copy, EDIT),
            *(self.page(f"{name}/", name, _posted(verb), EDIT) for name, verb in verbs.items()),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        seen = Client.objects.filter(pk__in=request.access.clients).order_by("name")  # type: ignore[attr-defined]
        facts = lesson_list.facts(request, self.get_queryset(request), seen)
        facts["may_add"] = self.has_add_permission(request)
        facts["editable"] = {client.pk for client in self.clients(request)}
        mine = [row for row in facts["page"] if row.client_id in facts["editable"]]
        facts["may_merge"] = len(mine) > 1 and facts["state"] != Lesson.State.REJECTED
        return self.render(request, "admin/lessons/list.html", facts)

    def merging(self, request: HttpRequest) -> HttpResponse:
        return merging_page.page(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            return self.refuse(request, EDIT)
        form = NewLessonForm(request.POST or None, initial={"client": request.GET.get("client", "")})
        form.offer(self.clients(request))
        if request.method == "POST" and form.is_valid():
            try:
                lesson = lessons.write_down(form.cleaned_data["client"], by=person(request), **form.words)
            except Refused as refusal:
                form.add_error("rule", refusal.sentence)
            else:
                self.message_user(request, "The lesson goes into prompts from now on.")
                return redirect("admin:memory_lesson_change", lesson.pk)
        return self.render(request, "admin/lessons/new.html", {"title": "Write a lesson", "form": form})


def _page(page: LessonAdmin, request: HttpRequest, lesson: Lesson) -> HttpResponse:
    may_edit = page.has_change_permission(request, lesson)
    form = LessonForm(request.POST or None, initial=initial(lesson))
    if request.method == "POST" and not may_edit:
        return page.refuse(request, EDIT)
    based, overtaken = request.POST.get(overtaking.FIELD, overtaking.mark(lesson)), False
    if request.method == "POST" and form.is_valid():
        try:
            same = {} if "holds_until" in form.changed_data else {"expires_at": lesson.expires_at}
            seen = request.POST.get(overtaking.FIELD)
            lessons.reword(lesson, **form.words | same, seen=seen)  # what was ended today stays so
        except overtaking.Overtaken as refusal:
            form.add_error(None, refusal.sentence)
            lesson.refresh_from_db()
            based, overtaken = overtaking.mark(lesson), True
        except Refused as refusal:
            form.add_error("rule", refusal.sentence)
            lesson.refresh_from_db()
        else:
            told = (
                "It has ended, so no run is given it"
                if lesson.has_ended
                else "Runs from now on are given the new words"
            )
            page.message_user(request, f"Saved. {told}.")
            return redirect("admin:memory_lesson_change", lesson.pk)
    return page.render(
        request,
        "admin/lessons/page.html",
        _facts(page, request, lesson)
        | {"form": form, "may_edit": may_edit, "based": based, "overtaken": overtaken},
    )


def _facts(page: LessonAdmin, request: HttpRequest, lesson: Lesson) -> dict[str, Any]:
    others = Lesson.objects.filter(client_id=lesson.client_id, merged_into__isnull=True).exclude(pk=lesson.pk)
    return {
        "title": lesson.rule,
        "lesson": lesson,
        "holds": Lesson.objects.holding().filter(pk=lesson.pk).exists(),
        "others": others.order_by("rule")[:200],
        "elsewhere": page.clients(request).exclude(pk=lesson.client_id).order_by("name"),
        "clashes": clashes.of_lesson(lesson),
        "parts": lesson.merged.order_by("pk") if lesson.combined else [],
    }


def _copy(page: LessonAdmin, request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Only to a client whose memory this person may edit too."""
    if request.method != "POST":
        raise Http404
    to = page.clients(request).filter(pk__in=numbers([request.POST.get("to", "")])).first()
    try:
        if to is None:
            raise Refused("Choose the client that gets the copy.")
        copying.copy_lesson(lesson, to, person(request))
    except Refused as refusal:
        page.message_user(request, refusal.sentence, level="ERROR")
    else:
        page.message_user(request, f"{to} has this lesson of its own now. Both lessons say so.")
    return redirect("admin:memory_lesson_change", lesson.pk)


def _posted(verb: Callable[[HttpRequest, Lesson], str]) -> View:
    """A GET changes nothing. Back to the list where the button stood there."""

    def view(page: LessonAdmin, request: HttpRequest, lesson: Lesson) -> HttpResponse:
        if request.method != "POST":
            raise Http404
        said = verb(request, lesson)
        page.message_user(request, said)
        if lesson.pk is None or request.POST.get("back") == "list":
            asked = lesson_list.again(request)
            return redirect(f"{reverse('admin:memory_lesson_changelist')}{asked}")
        return redirect("admin:memory_lesson_change", lesson.pk)

    return view


def _accept(request: HttpRequest, lesson: Lesson) -> str:
    lessons.accept(lesson, person(request))
    if lesson.has_ended:
        return (
            f"Accepted: “{lesson.rule}”. Its last day is over: name a later one if it is to go into prompts."
        )
    return f"Accepted: “{lesson.rule}” goes into prompts from now on."


def _reject(request: HttpRequest, lesson: Lesson) -> str:
    lessons.reject(lesson, person(request), request.POST.get("reason", ""))
    return f"Rejected: “{lesson.rule}” goes into no prompt."


def _end(request: HttpRequest, lesson: Lesson) -> str:
    lessons.end(lesson)
    return f"“{lesson.rule}” has ended: it goes into no prompt any more."


def _merge(request: HttpRequest, lesson: Lesson) -> str:
    chosen = request.POST.get("into", "")
    mine = Lesson.objects.filter(client_id=lesson.client_id)
    into = mine.filter(pk__in=numbers([chosen])).first()
    if into is None:
        raise Http404
    try:
        lessons.merge(lesson, into)
    except Refused as refusal:
        return refusal.sentence
    return f"Merged: “{into.rule}” stands for both."


def _forget(request: HttpRequest, lesson: Lesson) -> str:
    rule = lesson.rule
    lessons.forget(lesson)
    lesson.pk = None
    return f"“{rule}” is forgotten, with its evidence. Runs that were given it keep it."
