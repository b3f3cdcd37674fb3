"""Golden briefs: the draft and the published version go through all of them as trials, and it is counted how often each
passes its gates. A workflow may ask for that before it publishes; whoever goes past it says why.

A check is a group of trials: it holds for the draft as it was (its fingerprint), against that published version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction

from tenants.models import Client, User
from workflows import answering, intake, limits, rehearsals, trials
from workflows.costs.calls import cost_of
from workflows.costs.words import Cost
from workflows.models import Call, Golden, Run, Version, Workflow

PURPOSE = "golden"
MOST = 20  # golden briefs of a workflow: each check runs all of them twice


class Unmarkable(Exception):
    """A run's brief can't become a golden one. Its text is the sentence that says why."""


class Unchecked(Exception):
    """Nothing could be checked. Its text is the sentence that says why."""


@dataclass(frozen=True)
class Pair:
    """One golden brief, through the draft and through the published version."""

    golden: Golden
    draft: Run | None
    published: Run | None
    why: str = ""  # neither can read it any more


@dataclass(frozen=True)
class Check:
    """What the newest check of a draft says."""

    pairs: tuple[Pair, ...]
    cost: Cost

    @property
    def runs(self) -> list[Run]:
        return [run for pair in self.pairs for run in (pair.draft, pair.published) if run]

    @property
    def is_working(self) -> bool:
        return any(run.is_open for run in self.runs)

    @property
    def ended(self) -> int:
        return sum(not run.is_open for run in self.runs)

    @property
    def passes(self) -> int:
        return sum(passed(pair.draft) for pair in self.pairs)

    @property
    def passed_before(self) -> int:
        return sum(passed(pair.published) for pair in self.pairs)

    @property
    def is_complete(self) -> bool:
        """Every golden brief of today was tried with the draft of today, to the end."""
        return bool(self.pairs) and not self.is_working and all(pair.draft for pair in self.pairs)

    @property
    def is_good(self) -> bool:
        return self.is_complete and self.passes >= self.passed_before

    @property
    def progress(self) -> int:
        """Percent."""
        return round(100 * self.ended / len(self.runs)) if self.runs else 0


def passed(run: Run | None) -> bool:
    """Through all its gates, none of them flagged."""
    return bool(run and run.state == Run.State.DONE and not run.flagged)


def of_run(run: Run) -> Golden | None:
    """The golden brief that this run's brief is already."""
    return run.version.workflow.goldens.filter(brief=run.brief).first()


@transaction.atomic
def mark(run: Run, by: User | None = None) -> Golden:
    """The run's brief, under its title. Raises Unmarkable; a brief that is golden already stays the one it is."""
    workflow = Workflow.objects.select_for_update().filter(pk=run.version.workflow_id).first()
    if workflow is None or not passed(run):
        raise Unmarkable(
            "Only the brief of a run that ended well, with nothing flagged, shows what good work is."
        )
    if known := of_run(run):
        return known
    if workflow.goldens.count() >= MOST:
        raise Unmarkable(f"{MOST} golden briefs are the most. Remove one first.")
    name = _unused(run.title[:110], set(workflow.goldens.values_list("name", flat=True)))
    return Golden.objects.create(
        client_id=run.client_id, workflow=workflow, name=name, brief=run.brief, created_by=by
    )


def _unused(name: str, taken: set[str]) -> str:
    return next(one for n in range(1, MOST + 2) if (one := f"{name} {n}" if n > 1 else name) not in taken)


@transaction.atomic
def begin(draft: Version, by: User | None = None) -> None:
    """Raises Unchecked, Unpublishable where the draft can't run, and limits.QueueFull; then nothing was begun."""
    goldens = list(draft.workflow.goldens.all())
    if not goldens:
        raise Unchecked("There is no golden brief yet. Mark one first.")
    answering.refuse_problems(draft)
    published, group = draft.workflow.published, uuid4()
    fingerprint, against = draft.fingerprint, str(published.pk) if published else ""
    versions = [version for version in (draft, published) if version]
    limits.refuse_if_full(Client.objects.get(pk=draft.client_id), len(goldens) * len(versions))
    for golden in goldens:
        for version in versions:
            if brief := _read(version, golden):
                trials.start(
                    version, brief, title=golden.name, by=by, group=group, purpose=PURPOSE,
                    golden=str(golden.pk), draft=fingerprint, against=against,
                )  # fmt: skip


def check(draft: Version) -> Check:
    """The newest check of exactly this draft against what is published now; without runs if there is none."""
    published = draft.workflow.published
    rows = Run.with_trials.filter(
        client_id=draft.client_id,
        trial__purpose=PURPOSE,
        trial__draft=draft.fingerprint,
        trial__against=str(published.pk) if published else "",
        version__workflow=draft.workflow_id,
    ).select_related("version__workflow")
    newest = rows.order_by("-created_at").first()
    runs = list(rows.filter(trial__group=newest.trial["group"])) if newest and newest.trial else []
    cost = cost_of(Call.objects.filter(run__in=[run.pk for run in runs]))
    return Check(tuple(_pairs(draft, published, runs)), cost)


def _pairs(draft: Version, published: Version | None, runs: Iterable[Run]) -> Iterable[Pair]:
    found: dict[tuple[str, int], Run] = {
        (run.trial["golden"], run.version_id): run for run in runs if run.trial
    }
    for golden in draft.workflow.goldens.all():
        ours = found.get((str(golden.pk), draft.pk))
        theirs = found.get((str(golden.pk), published.pk)) if published else None
        why = (
            "" if ours or _read(draft, golden) else "The draft asks other questions than this brief answers."
        )
        yield Pair(golden, ours, theirs, why)


def _read(version: Version, golden: Golden) -> dict[str, Any] | None:
    """None where this version's form can't take it."""
    known = {field.key for field in version.definition.fields}
    try:
        return rehearsals.read(version, {key: value for key, value in golden.brief.items() if key in known})
    except intake.BadBrief:
        return None


def hold(workflow: Workflow, draft: Version) -> str:
    """Why the draft may not be published without a reason; "" where nothing holds it."""
    if not workflow.golden_needed:
        return ""
    found = check(draft)
    if not found.pairs:
        return "Publishing asks for golden briefs, and there is none yet."
    if unread := [pair.golden.name for pair in found.pairs if pair.why]:
        return (
            f"The draft asks other questions than the golden brief “{unread[0]}” answers. Mend or remove it."
        )
    if found.is_working:
        return "The golden briefs are being tried. Wait until they are through."
    if not found.is_complete:
        return "This draft wasn't tried on the golden briefs yet."
    if not found.is_good:
        count = len(found.pairs)
        return (
            f"The draft passes its gates on {found.passes} of {count} golden briefs, "
            f"the published version on {found.passed_before}."
        )
    return ""
