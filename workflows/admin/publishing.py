"""The Publish page: what changes, what is wrong, and the button."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold import widgets

from tenants.admin.base import person
from workflows import answering, goldens, publications
from workflows.admin import golden_briefs
from workflows.admin.frame import frame, step_url, url
from workflows.admin.versions import difference
from workflows.engine.problems import Problem
from workflows.models import Publication, Version, Workflow
from workflows.models.event import record
from workflows.models.schedule import database_now
from workflows.models.version import Unpublishable

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

STALE = (
    "The draft was changed after you opened this page{}. Nothing was published: look at what changes now, "
    "then publish."
)


class NotesForm(forms.ModelForm):
    class Meta:
        model = Version
        fields = ["name", "notes"]
        widgets = {
            "name": widgets.UnfoldAdminTextInputWidget,
            "notes": widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }


def page(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow) -> HttpResponse:
    if (
        request.method == "POST"
    ):  # who publishes the same draft at the same moment waits, and reads that it is done
        Workflow.objects.select_for_update().get(pk=workflow.pk)
    draft = _draft(request, workflow)
    if draft is None:
        admin.message_user(request, "There is nothing to publish: open a draft first.", level="WARNING")
        return redirect(url(workflow, "versions"))
    form = NotesForm(request.POST or None, instance=draft)
    context = frame(request, workflow, draft, "publish")
    wanted = _wanted(request, workflow, draft)
    if request.method == "POST" and form.is_valid():
        form.save()
        if wanted.why_not:
            context["stale"] = wanted.why_not
        elif refused := _refused(request, draft, wanted):
            context["problems"] = refused
        else:
            return _done(admin, request, workflow, draft, wanted)
    context |= _around(workflow, draft, form, context) | golden_briefs.checked(draft)
    waiting = publications.of(draft)
    context |= {
        "held": wanted.held,
        "reason": request.POST.get("reason", ""),
        "at": request.POST.get("at", ""),
        "publication": waiting,
        "ended": draft.publications.exclude(state__in=Publication.WAITING).first(),
        "is_mine": bool(waiting and waiting.asked_by == person(request)),
    }
    return admin.render(request, "admin/workflow/publish.html", context)


def _draft(request: HttpRequest, workflow: Workflow) -> Version | None:
    """To be looked at, it is read at once. Whoever decides reads it anew each time, the last time under the lock."""
    versions = workflow.versions.all()
    return (versions.whole() if request.method == "GET" else versions).draft()


@dataclass(frozen=True)
class Wanted:
    """What the form asks for."""

    at: datetime | None  # None: at once
    held: str  # by the golden briefs
    over: str  # what spoke against it, and why it is published all the same
    why_not: str  # a sentence where nothing is to be published


def _wanted(request: HttpRequest, workflow: Workflow, draft: Version) -> Wanted:
    at, wrong = _time(request.POST.get("at", ""), workflow)
    held, reason = goldens.hold(workflow, draft), request.POST.get("reason", "").strip()
    over = f"{held} Published all the same: {reason}" if held and reason else ""
    why_not = f"{wrong} Nothing was published." if wrong else ""
    if request.POST.get("seen", draft.fingerprint) != draft.fingerprint:
        why_not = STALE.format(f" by {draft.changed_by}" if draft.changed_by else "")
    elif held and not over:
        why_not = (
            f"{wrong} {held} Nothing was published: say why it is published all the same, or mend it.".strip()
        )
    return Wanted(at, held, over, why_not)


def _done(
    admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, draft: Version, wanted: Wanted
) -> HttpResponse:
    if not (workflow.second_person or wanted.at):
        _published(admin, request, workflow, draft)
        return redirect(url(workflow, "process"))
    asks = "Somebody else of the agency is asked to approve it."
    words = asks if workflow.second_person else "It is published when its time comes."
    admin.message_user(request, words, level="SUCCESS")
    return redirect(url(workflow, "publish"))


def _time(text: str, workflow: Workflow) -> tuple[datetime | None, str]:
    """As written in the client's zone; or what is wrong with it."""
    if not text.strip():
        return None, ""
    zone = ZoneInfo(workflow.client.timezone)
    try:
        written = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        at = written.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, "The time to publish can’t be read. Write it as 2026-12-01T09:00."
    if at.astimezone(zone).replace(tzinfo=None) != written:
        return None, "There is no such time: the clocks go forward then. Choose another."
    return (at, "") if at > database_now() else (None, "The time to publish has passed. Choose a later one.")


def _refused(request: HttpRequest, draft: Version, wanted: Wanted) -> list[Problem]:
    try:
        if draft.workflow.second_person or wanted.at:
            publications.ask(draft, person(request), wanted.over, wanted.at)
            return []
        with transaction.atomic():
            Version.objects.filter(pk=draft.pk).update(published_over=wanted.over)
            answering.publish(draft, by=person(request))
    except Unpublishable as refused:
        return refused.problems
    return []


def _around(workflow: Workflow, draft: Version, form: NotesForm, context: dict[str, Any]) -> dict[str, Any]:
    placed = [(problem.level, _placed(workflow, problem)) for problem in context["problems"]]
    published = workflow.versions.whole().published()
    return {
        "form": form,
        "seen": draft.fingerprint,
        "blocking": [one for level, one in placed if level != "warning"],
        "warnings": [one for level, one in placed if level == "warning"],
        "heading": f"What changes against version {published.number}" if published else "",
        **(difference(published, draft) if published else {}),
    }


@dataclass(frozen=True)
class Placed:
    """A problem, and where to mend it."""

    sentence: str
    url: str


def _placed(workflow: Workflow, problem: Problem) -> Placed:
    kind, _, rest = problem.where.partition(".")
    if kind == "steps" and rest:
        return Placed(problem.sentence, step_url(workflow, rest.partition(".")[0]) + "#step")
    page_name = {"fields": "questions", "limits": "purpose"}.get(kind, "process")
    return Placed(problem.sentence, url(workflow, page_name))


def _published(admin: "WorkflowAdmin", request: HttpRequest, workflow: Workflow, version: Version) -> None:
    sentence = f"“{workflow}”: version {version.number} is published."
    record(
        workflow.client_id,
        "version.published",
        sentence=sentence,
        by=person(request),
        workflow=workflow.pk,
        version=version.number,
        over=Version.objects.values_list("published_over", flat=True).get(pk=version.pk),
    )
    admin.message_user(request, f"Version {version.number} is published: new runs use it.", level="SUCCESS")
