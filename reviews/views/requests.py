"""Asking for new content: the intake form of a published workflow, generated from its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from reviews import drafts
from reviews.models import BriefDraft
from reviews.page import PortalRequest, portal, show
from tenants.ids import uuids
from workflows import intake, limits
from workflows.engine.definition import Field
from workflows.files import ACCEPT
from workflows.forms.uploads import receiver
from workflows.models import Run, Version, Workflow

INPUT_TYPES = {"number": "number", "date": "date", "url": "url"}


@dataclass(frozen=True)
class Question:
    """One field of the form with the answer given so far."""

    field: Field
    value: Any = None
    error: str = ""

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.field.kind, "text")

    @property
    def accept(self) -> str:
        """What a file may be."""
        return ACCEPT

    @property
    def files(self) -> list[dict[str, str]]:
        """Those that were taken already."""
        return [file for file in self.value or () if isinstance(file, dict) and "name" in file]

    @property
    def shown(self) -> str:
        return "\n".join(map(str, self.value)) if isinstance(self.value, list) else str(self.value or "")

    @property
    def described(self) -> SafeString:
        """The attributes that tie an input to its help and its error."""
        about = [f"help-{self.field.key}"] * bool(self.field.help) + [f"error-{self.field.key}"] * bool(
            self.error
        )
        invalid = SafeString(' aria-invalid="true"') if self.error else SafeString("")
        return format_html(
            "{}{}", invalid, format_html(' aria-describedby="{}"', " ".join(about)) if about else ""
        )


@require_safe
@portal
def requests(request: PortalRequest) -> HttpResponse:
    _allowed(request, None)
    found = (
        Workflow.objects.filter(versions__state=Version.State.PUBLISHED)
        .select_related("client")
        .annotate(questions=Count("versions__fields"))
    )
    mine = [workflow for workflow in found if request.access.may("start runs", workflow.client_id)]
    facts = {
        "place": "request",
        "workflows": mine,
        "how": [one.pk for one in mine if request.access.sees_handoff(one.client)],
        "drafts": asked_by(request),
    }
    return show(request, "requests", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def new(request: PortalRequest, pk: int) -> HttpResponse:
    workflow, version = published(request, pk)
    fields = version.definition.fields
    receive = receiver(request, workflow.client_id, request.user)
    if request.method != "POST":
        given, _ = receive(fields, _drafted(request, version))
        return _form(request, version, given, ())
    given, refused = receive(fields, intake.posted(fields, request.POST))
    if refused:
        return _form(request, version, given, [*refused, *intake.check(fields, given).problems])
    try:
        return _started(request, workflow, given)
    except intake.BadBrief as bad:
        return _form(request, version, given, bad.problems)
    except limits.QueueFull as full:
        return _form(request, version, given, (), str(full) if request.access.is_staff else full.for_client)


def published(request: PortalRequest, pk: int) -> tuple[Workflow, Version]:
    """A workflow that this person may ask for, with its published version. 404 where there is none."""
    workflow = get_object_or_404(Workflow.objects.select_related("client"), pk=pk)
    _allowed(request, workflow.client_id)
    version = workflow.published
    if version is None:
        raise Http404
    return workflow, version


def asked_by(request: PortalRequest) -> QuerySet[BriefDraft]:
    """This person's drafts, where they may still ask."""
    mine = [pk for pk in request.access.clients if request.access.may("start runs", pk)]
    return drafts.of(request.user).filter(client_id__in=mine)


def draft_id(request: PortalRequest) -> UUID:
    """The form carries the id of its draft from the start, and keeps it until it is sent."""
    sent = request.POST.get("kept-draft") or request.GET.get("draft", "")
    return next(iter(uuids([sent])), None) or uuid4()


def _drafted(request: PortalRequest, version: Version) -> Mapping[str, Any]:
    """The answers so far; those to questions that the workflow has given up since are left out."""
    draft = asked_by(request).filter(pk=draft_id(request), workflow_id=version.workflow_id).first()
    known = {field.key for field in version.definition.fields}
    return {key: answer for key, answer in draft.answers.items() if key in known} if draft else {}


def _form(
    request: PortalRequest,
    version: Version,
    given: Mapping[str, Any],
    problems: Sequence[intake.Problem],
    full: str = "",
) -> HttpResponse:
    fields = version.definition.fields
    errors = {problem.field: problem.beside for problem in problems}
    facts = {
        "place": "request",
        "workflow": version.workflow,
        "shows_how": request.access.sees_handoff(version.workflow.client),
        "questions": [Question(field, given.get(field.key), errors.get(field.key, "")) for field in fields],
        "problems": len(errors),
        "full": full,  # why nothing more can be started now
        "draft": draft_id(request),
    }
    return show(
        request,
        "request",
        facts,
        client=version.workflow.client,
        status=429 if full else 422 if errors else 200,
    )


def _started(request: PortalRequest, workflow: Workflow, given: Mapping[str, Any]) -> HttpResponse:
    """The form carries a key of its own, so that sending it twice starts one run. Changed answers are a new brief."""
    draft = draft_id(request)
    key = drafts.run_key(draft, request.user)
    try:
        run = intake.start(workflow, given, request.user, Run.Origin.PORTAL, key)
    except intake.KeyInFlight:
        return redirect("portal:runs")
    except intake.KeyReused:
        run = intake.start(workflow, given, request.user, Run.Origin.PORTAL, f"{key}:{uuid4().hex}")
    asked_by(request).filter(pk=draft).delete()
    messages.success(request, "Thank you. Writing starts now; you get an e-mail if it needs your eye.")
    return redirect("portal:run", run.pk)


def _allowed(request: PortalRequest, client_id: int | None) -> None:
    if not request.access.may("start runs", client_id):
        raise PermissionDenied("Your role reads only.")
