"""Saving a part of a draft that somebody else may have saved meanwhile: nothing is overwritten unseen.

A form carries what it was based on. Where both changed the same value, a page shows both and lets one choose; what it
sends back says which values were shown, so that a third save in between is noticed too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from memory.prose.diffing import by_word
from workflows import basing
from workflows.admin.frame import frame
from workflows.comparing.values import spoken
from workflows.merging import GONE, Conflict, merge, settled
from workflows.models import Version, Workflow

if TYPE_CHECKING:
    from workflows.admin.workflow import WorkflowAdmin

KEEP = "keep-"


@dataclass(frozen=True)
class Place:
    """A part of a draft that is saved as a whole."""

    workflow: Workflow
    name: str  # "steps/draft"
    title: str  # as people call it
    label: Callable[[str], str]  # of one of its values
    say: Callable[[str, Any], str] = lambda name, value: spoken(value)

    def seal(self, values: Mapping[str, Any]) -> str:
        return basing.sealed(self.workflow.pk, self.name, values)

    def open(self, token: str) -> dict[str, Any] | None:
        return basing.opened(self.workflow.pk, self.name, token)

    def based(self, request: HttpRequest, values: Mapping[str, Any]) -> str:
        """For the form: what it shows, or what it was based on before it was refused."""
        return request.POST.get("based") or self.seal(values)


@dataclass(frozen=True)
class Both:
    """One value as each of the two has it."""

    name: str
    label: str
    mine: str
    theirs: str
    difference: SafeString


@dataclass(frozen=True)
class Clash:
    """What the page shows, and what it sends back."""

    place: Place
    conflicts: tuple[Both, ...]
    based: str
    mine: str
    seen: str


@dataclass(frozen=True)
class Saved:
    values: dict[str, Any]
    mine: dict[str, Any]
    base: dict[str, Any]
    kept: tuple[str, ...]  # what the other one changed meanwhile, in words


def is_answer(request: HttpRequest) -> bool:
    """It comes from the page with both values, not from the form."""
    return "mine" in request.POST


def save(
    request: HttpRequest, place: Place, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Saved | Clash:
    """`mine` is what the form says; it isn't asked for where the answer comes from the page with both values."""
    base, mine = _answered(request, place) if is_answer(request) else (_base(request, place, theirs), mine)
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        shown = tuple(_both(place, conflict) for conflict in merged.conflicts)
        return Clash(place, shown, place.seal(base), place.seal(mine), place.seal(theirs))
    kept = tuple(f"“{place.label(name)}”" for name in merged.kept)
    return Saved(merged.values, dict(mine), dict(base), kept)


def _base(request: HttpRequest, place: Place, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
    """A form that says nothing is a program's: it means what it sends. What nobody can read was based on nothing."""
    token = request.POST.get("based", "")
    return (place.open(token) or {}) if token else theirs


def _answered(request: HttpRequest, place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    base, mine, seen = (place.open(request.POST.get(name, "")) for name in ("based", "mine", "seen"))
    if base is None or mine is None or seen is None:
        raise Http404
    chosen = {n.removeprefix(KEEP): side for n, side in request.POST.items() if n.startswith(KEEP)}
    return seen, settled(base, mine, seen, {name: str(side) for name, side in chosen.items()})


def _both(place: Place, conflict: Conflict) -> Both:
    mine, theirs = (
        "Taken out" if value is GONE else place.say(conflict.name, value)
        for value in (conflict.mine, conflict.theirs)
    )
    return Both(conflict.name, place.label(conflict.name), mine, theirs, by_word(theirs, mine))


def asked(admin: "WorkflowAdmin", request: HttpRequest, version: Version, clash: Clash) -> HttpResponse:
    """The page with both values. It answers to the address that the form was sent to."""
    stored = Version.objects.select_related("workflow", "changed_by").get(
        pk=version.pk
    )  # forms change theirs
    context = frame(request, stored.workflow, stored, "clash") | {"clash": clash}
    return admin.render(request, "admin/workflow/clash.html", context)


def told(saved: Saved, version: Version) -> str:
    """What to say beside “saved” where somebody else had saved meanwhile."""
    if not saved.kept:
        return ""
    who = str(version.changed_by) if version.changed_by else "Somebody else"
    return f" {who} changed it meanwhile, too: {', '.join(saved.kept)} stayed as they want it."
