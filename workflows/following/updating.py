"""What is new in a template, brought into a client's draft: what the client does otherwise stays, what both changed is
asked. Nothing is published by it, unless that is asked for, the draft holds nobody's work, and the rules allow it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.safestring import SafeString

from tenants.models import User
from workflows import answering, goldens, publications, undoing
from workflows.comparing import Difference, Line, Part, compare
from workflows.comparing.difference import Mark
from workflows.comparing.values import NOTHING
from workflows.engine.combining import Combined, combine
from workflows.engine.definition import Definition
from workflows.engine.problems import Problem
from workflows.engine.validate import validate
from workflows.exchange import taking
from workflows.following import followers
from workflows.following.followers import Follower
from workflows.models import Version, Workflow
from workflows.models.event import record
from workflows.models.version import Unpublishable

Chosen = Mapping[str, str]  # a conflict's name -> "ours", "theirs" or, where both can stand, "both"


class Refused(Exception):
    """Nothing was changed. Its text is the sentence that says why."""


@dataclass(frozen=True)
class Conflict:
    """Something that both changed: from what the client has to what the template has now."""

    name: str
    difference: Difference
    chosen: str  # "" while nobody chose
    both: str | None = None  # a text as merged, where each changed other lines of it
    merging: SafeString | None = None  # the same word by word, from what the client has

    @property
    def title(self) -> str:
        match self._only:
            case Part(what="Order") as part, _:
                return f"The order of the {part.title}"
            case Part() as part, line:
                return f"{part.title}: {line.label}"
        return ", ".join(part.title for part in self.difference.parts)

    @property
    def ours(self) -> list[str]:
        return self._values("added", lambda line: line.before)

    @property
    def theirs(self) -> list[str]:
        return self._values("removed", lambda line: line.after)

    @property
    def words(self) -> SafeString | None:
        """Both in one text, where it is long."""
        line = self._only[1] if self._only else None
        return line.words if line and line.is_long and NOTHING not in (line.before, line.after) else None

    @property
    def _only(self) -> tuple[Part, Line] | None:
        """Where it is about one value, and not about a whole part."""
        lines = [
            (part, line) for part in self.difference.parts for line in part.lines if part.mark == "changed"
        ]
        return lines[0] if len(lines) == len(self.difference.parts) == 1 else None

    def _values(self, missing: Mark, of: Callable[[Line], str]) -> list[str]:
        if self._only:
            return [of(self._only[1])]
        parts = [part for part in self.difference.parts if part.mark != missing]
        told = [f"{line.label}: {of(line)}" for part in parts for line in part.lines]
        return told or [f"“{part.title}” as it is" for part in parts] or ["It is taken out."]


@dataclass(frozen=True)
class Preview:
    follower: Follower
    news: Difference  # of the template, since the version that is followed
    change: Difference  # of the draft, as chosen so far
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]  # that the draft will have and doesn't have yet
    clean: bool  # the draft holds nobody's work
    seen: str

    @property
    def undecided(self) -> int:
        return sum(not one.chosen for one in self.conflicts)


def preview(follower: Follower, chosen: Chosen | None = None) -> Preview:
    chosen = chosen or {}
    ours, theirs = _sides(follower)
    combined = _combined(follower, ours, theirs, chosen)
    before = {problem.sentence for problem in validate(ours)}
    worse = [one for one in validate(combined.definition) if one.sentence not in before]
    return Preview(
        follower,
        compare(follower.base, theirs),
        compare(ours, combined.definition),
        tuple(_conflict(name, follower, combined, chosen) for name in combined.conflicts),
        tuple(one for one in worse if one.level == "problem"),
        not taking.has_changes(follower.workflow),
        seen(follower),
    )


def seen(follower: Follower) -> str:
    """Another as soon as the draft or the template changed."""
    version = follower.version
    return f"{version.fingerprint if version else ''}.{follower.number}.{follower.latest}"


@transaction.atomic
def update(workflow: Workflow, was: str, chosen: Chosen, by: User, publish: bool = False) -> str:
    """Into the draft. `was` is what whoever asks saw (`seen`). What was done, as a sentence. Raises Refused."""
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    follower = followers.of_workflow(workflow)
    if follower is None or follower.version is None:
        raise Refused(f"{workflow.client}: “{workflow}” follows no template any more. Nothing was changed.")
    if not follower.is_behind:
        raise Refused(f"{workflow.client}: “{workflow}” has the newest version already. Nothing was changed.")
    if seen(follower) != was:
        raise Refused(_meanwhile(follower))
    ours, theirs = _sides(follower)
    combined = _combined(follower, ours, theirs, chosen)
    if any(not _choice(name, combined, chosen) for name in combined.conflicts):
        raise Refused(
            f"{workflow.client}: choose what stays where both were changed. Nothing was changed there."
        )
    may_publish = publish and not combined.conflicts and not taking.has_changes(workflow)
    draft = _written(follower, combined.definition, by)
    words = f"{workflow.client}: the draft of “{workflow}” has version {follower.latest} of the template."
    return f"{words} {_published(follower, draft, by) if may_publish else _left(publish)}".strip()


def _sides(follower: Follower) -> tuple[Definition, Definition]:
    return follower.ours, followers.content(follower.template, follower.latest)


def _combined(follower: Follower, ours: Definition, theirs: Definition, chosen: Chosen) -> Combined:
    take, both = ({name for name, side in chosen.items() if side == wanted} for wanted in ("theirs", "both"))
    return combine(follower.base, ours, theirs, take, both)


def _choice(name: str, combined: Combined, chosen: Chosen) -> str:
    """ "" where nobody chose, or what can't be."""
    ways = ("ours", "theirs", "both") if name in combined.texts else ("ours", "theirs")
    return side if (side := chosen.get(name, "")) in ways else ""


def _conflict(name: str, follower: Follower, combined: Combined, chosen: Chosen) -> Conflict:
    """Told as the difference between the ways to decide it, everything else decided as the client has it."""
    sides = _sides(follower)
    ours, its = (combine(follower.base, *sides, take).definition for take in ((), (name,)))
    side, text = _choice(name, combined, chosen), combined.texts.get(name)
    if text is None:
        return Conflict(name, compare(ours, its), side)
    both = compare(ours, combine(follower.base, *sides, both=(name,)).definition)
    words = [line.words for part in both.parts for line in part.lines]
    return Conflict(name, compare(ours, its), side, text, words[0] if words else None)


def _meanwhile(follower: Follower) -> str:
    version = follower.version
    who = version.changed_by if version and version.changed_by else "Somebody"
    return (
        f"{follower.client}: {who} changed “{follower.workflow}” or its template after you opened this page. "
        "Nothing was changed there: look again."
    )


def _written(follower: Follower, definition: Definition, by: User) -> Version:
    workflow, template = follower.workflow, follower.template
    draft = workflow.open_draft(by)
    words = f"Version {follower.latest} of “{template}” was taken over into the draft."
    with undoing.undoable(draft, words, by):
        if definition != draft.definition:
            draft.fill(definition)
        draft.stand_on(follower.latest)
    sentence = (
        f"“{workflow}”: draft {draft.number} has version {follower.latest} of the template “{template}”."
    )
    record(
        workflow.client_id,
        "template.updated",
        sentence=sentence,
        by=by,
        workflow=workflow.pk,
        version=draft.number,
    )
    return draft


def _published(follower: Follower, draft: Version, by: User) -> str:
    workflow = follower.workflow
    if held := goldens.hold(workflow, draft):
        return f"It isn’t published: {held}"
    notes = f"Version {follower.latest} of the template “{follower.template}”."
    Version.objects.filter(pk=draft.pk, notes="").update(notes=notes)
    try:
        if workflow.second_person:
            publications.ask(draft, by)
            return "Somebody else of the agency is asked to approve it."
        with transaction.atomic():
            answering.publish(draft, by=by)
    except Unpublishable as refused:
        return f"It isn’t published: {refused.problems[0].sentence}"
    record(
        workflow.client_id, "version.published", by=by, workflow=workflow.pk, version=draft.number,
        sentence=f"“{workflow}”: version {draft.number} is published.",
    )  # fmt: skip
    return f"It is published as version {draft.number}."


def _left(publish: bool) -> str:
    return (
        "It isn’t published: look at the draft first, for it holds more than what is new." if publish else ""
    )
