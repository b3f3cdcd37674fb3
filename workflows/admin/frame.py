"""What every page of a workflow has around it: its name, the version in view, tabs, and the two big buttons."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from workflows import answering, asking, lineup, pausing, publications, undoing
from workflows.admin import presence
from workflows.engine.problems import Problem
from workflows.following import followers
from workflows.models import Version, Workflow
from workflows.providers.registry import Registry

TABS = [
    ("process", "Process"),
    ("questions", "Intake form"),
    ("purpose", "Purpose and limits"),
    ("try", "Try it"),
    ("schedules", "Schedules"),
    ("versions", "Versions"),
    ("handoff", "Handoff page"),
]

EDITED = {"process": "the process", "questions": "the intake form", "purpose": "purpose and limits"}


@dataclass(frozen=True)
class Tab:
    name: str
    words: str
    url: str


def url(workflow: Workflow, name: str, *args: Any) -> str:
    """The address of one of the workflow's pages; "process" is its change page."""
    view = "change" if name == "process" else name
    return reverse(f"admin:workflows_workflow_{view}", args=[workflow.pk, *args])


def step_url(workflow: Workflow, key: str) -> str:
    query = QueryDict(mutable=True)
    query["step"] = key
    return f"{url(workflow, 'process')}?{query.urlencode()}"


def in_view(request: HttpRequest, workflow: Workflow) -> Version:
    """?version=N, or the draft, or the published version, or the last."""
    number = request.GET.get("version", "")
    versions = workflow.versions.whole()
    if number:
        found = versions.filter(number=number).first() if number.isdecimal() and len(number) < 9 else None
    else:
        found = versions.draft() or versions.published() or versions.first() or workflow.open_draft()
    if found is None:
        raise Http404
    return found


def may_edit(request: HttpRequest, version: Version) -> bool:
    return version.is_draft and _may(request, "edit workflows", version)


def frame(
    request: HttpRequest, workflow: Workflow, version: Version, tab: str, models: Registry | None = None
) -> dict[str, Any]:
    """`models`: the client's line-up, where the page knows it already."""
    asked = f"?version={version.number}" if "version" in request.GET else ""
    place = _place(request, version, tab) if may_edit(request, version) else ""
    return {
        **(presence.around(request, version, place) if place else {}),
        "title": workflow.name,
        "workflow": workflow,
        "version": version,
        "published": version if version.is_published else workflow.published,
        "draft": version if version.is_draft else workflow.draft,
        "editable": may_edit(request, version),
        "can_edit": _may(request, "edit workflows", version),
        "can_start": _may(request, "start runs", version),
        "can_pause": _may(request, "operate runs", version),
        "paused_since": pausing.since(workflow),
        "problems": _problems(version, models),
        "undo": undoing.offered(version) if may_edit(request, version) else None,
        "follower": followers.of_workflow(workflow),
        "lapsed": publications.lapsed(version) if tab in EDITED and may_edit(request, version) else None,
        "tab": tab,
        "asked": asked,
        "tabs": [Tab(name, words, url(workflow, name) + asked) for name, words in TABS],
        "runs_url": f"{reverse('admin:workflows_run_changelist')}?workflow={workflow.pk}",
    }


def _place(request: HttpRequest, version: Version, tab: str) -> str:
    """What is edited here, as the others read it; "" where nothing is."""
    if tab not in EDITED:
        return ""
    key = request.GET.get("step", "") if tab == "process" else ""
    step = version.steps.filter(key=key).first() if key else None
    return f"the step “{step}”" if step else EDITED[tab]


def _problems(version: Version, models: Registry | None) -> list[Problem]:
    """Of a published version only what its models and its people came to: nothing else about it can change."""
    if not (version.is_draft or version.is_published):
        return []
    models = models or lineup.of_agency(version.client_id)
    of_models = answering.problems if version.is_draft else answering.model_problems
    return [*of_models(version, models), *asking.problems(version)]


def _may(request: HttpRequest, ability: str, version: Version) -> bool:
    return bool(request.access.may(ability, version.client_id))  # type: ignore[attr-defined]
