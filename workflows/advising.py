"""Advice on one version of a workflow: what the engine finds, with what only the rows and the line-up know."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from tenants.access import STAFF
from tenants.models import Member, User
from workflows import answering, lineup, undoing
from workflows.auditing import wilson
from workflows.engine.advice import CHECKS, Advice, Known, advise, readiness
from workflows.engine.advice.value import Answerers
from workflows.models import Attempt, Delivery, Dismissal, Run, Version, Workflow
from workflows.models.event import record
from workflows.providers.names import base
from workflows.providers.registry import Registry
from workflows.providers.router import today

LATE = 200  # decisions of people that are looked at
ENOUGH = 20  # of them, before they say anything
PIECES = 20  # deliveries whose length is looked at


@dataclass(frozen=True)
class Advised:
    open: Sequence[Advice]
    aside: Sequence[tuple[Advice, Dismissal]]
    score: int  # of 100: how ready it is to be handed over


def advised(version: Version, models: Registry | None = None) -> Advised:
    """`models`: the client's line-up, where the caller knows it already."""
    definition = version.definition
    aside = {one.advice: one for one in version.workflow.dismissals.select_related("by")}
    found = advise(definition, known(version, models))
    left = [advice for advice in found if advice.key not in aside]
    return Advised(
        left,
        [(advice, aside[advice.key]) for advice in found if advice.key in aside],
        readiness(definition, [advice.key for advice in left], _blocking(version)),
    )


def _blocking(version: Version) -> int:
    return sum(problem.level == "problem" for problem in version.problems())


def add(draft: Version, key: str, by: User | None) -> Advice | None:
    """Change the draft as the advice says, so that it can be undone. None where it isn't so (any more)."""
    advice = next((one for one in advised(draft).open if one.key == key and one.change), None)
    if advice and advice.change:
        with undoing.undoable(draft, f"Added: {advice.does}.", by):
            draft.fill(advice.change)
    return advice


@transaction.atomic
def dismiss(workflow: Workflow, key: str, reason: str, by: User | None) -> None:
    """Raises KeyError for advice that there isn't."""
    CHECKS[key]
    facts = {"reason": reason, "by": by}
    Dismissal.objects.update_or_create(
        client_id=workflow.client_id, workflow=workflow, advice=key, defaults=facts
    )
    sentence = f"Advice on “{workflow}” was put aside: {reason}"
    record(workflow.client_id, "workflow.changed", sentence=sentence, by=by, workflow=workflow.pk)


def known(version: Version, models: Registry | None = None) -> Known:
    workflow = version.workflow
    models = models or lineup.of_client(version.client_id)
    tried, goldens, owner = _facts(workflow)
    return Known(
        answerers=_answerers(version, models),
        owner=owner,
        purpose=bool(workflow.purpose.strip()),
        tried=tried,
        goldens=goldens,
        unchanged=_unchanged(workflow),
        words=_words(workflow),
    )


def _facts(workflow: Workflow) -> tuple[bool, int, bool]:
    """Whether anything ever ran, the number of its golden briefs, and whether its owner still works for the client."""
    ran = Exists(Run.with_trials.filter(version__workflow=OuterRef("pk")))
    here = Member.objects.filter(Q(client=None) | Q(client=OuterRef("client")), user__is_active=True)
    owned = Exists(here.filter(user=OuterRef("owner"), role__in=STAFF))
    rows = Workflow.with_assistants.filter(pk=workflow.pk).annotate(ran=ran, briefs=Count("goldens"))
    return rows.annotate(owned=owned).values_list("ran", "briefs", "owned").get()


def _answerers(version: Version, models: Registry) -> Answerers | None:
    if models.is_offline:
        return None
    found = {}
    for step in version.definition.steps:
        if one := answering.answering(step, models, today()):
            real = [choice for choice in one.choices if choice.provider != "offline"]
            found[step.key] = tuple((choice.provider, base(choice.model)) for choice in real)
    return found


def _unchanged(workflow: Workflow) -> float:
    """The least that the share of unflagged pieces approved without an edit may be, all chance allowed for."""
    rows = Attempt.objects.filter(
        run__version__workflow=workflow, run__trial__isnull=True, run__flagged=False, by_person=True
    )
    decided = list(rows.order_by("-id").values_list("state", "edited")[:LATE])
    if len(decided) < ENOUGH:
        return 0.0
    as_it_was = sum(state == Attempt.State.PASSED and not edited for state, edited in decided)
    return wilson(as_it_was, len(decided))[0]


def _words(workflow: Workflow) -> tuple[int, int] | None:
    rows = Delivery.objects.filter(run__version__workflow=workflow).order_by("-delivered_at")
    lengths = [len(text.split()) for text in rows.values_list("text", flat=True)[:PIECES]]
    return (min(lengths), max(lengths)) if len(lengths) >= 3 else None
