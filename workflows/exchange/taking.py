"""From a file to a draft. Nothing is published by taking a file, and no draft of somebody is overwritten unasked."""

from contextlib import nullcontext
from dataclasses import dataclass

from django.db import transaction

from tenants.access import STAFF
from tenants.models import Client, Member, User
from workflows import undoing
from workflows.exchange.exporting import as_text
from workflows.exchange.exporting import material as material_of
from workflows.exchange.material import Material
from workflows.models import Version, Workflow

DESCRIBING = ("name", "purpose", "cadence", "minutes_by_hand")


class DraftInTheWay(Exception):
    """The workflow has a draft with other changes."""

    def __init__(self, workflow: Workflow) -> None:
        super().__init__(
            f"“{workflow}” has a draft with changes that are not in the file. "
            "Publish it first, or say that it is to be replaced."
        )


@dataclass(frozen=True)
class Taken:
    version: Version
    is_new: bool  # the workflow was not there before
    changed: bool  # False: the workflow is as the file says already, and nothing was written

    @property
    def workflow(self) -> Workflow:
        return self.version.workflow


@transaction.atomic
def take(
    client: Client,
    material: Material,
    by: User | None = None,
    *,
    slug: str = "",
    replace: bool = False,
    origin: str = "",
) -> Taken:
    """A draft as the file says, of the client's workflow with this short name, or of a new one.

    `origin` names the gallery's workflow that it comes from. Raises DraftInTheWay.
    """
    slug = slug or material.slug
    _alone(client)
    found = Workflow.objects.select_for_update().filter(client=client, slug=slug).first()
    if found and (same := _as_it_is(found, material)):
        return Taken(same, is_new=False, changed=False)
    if found and not replace and has_changes(found):
        raise DraftInTheWay(found)
    workflow = found or Workflow(client=client, slug=slug, owner=_owner(material, by), gallery=origin)
    for name in DESCRIBING:
        setattr(workflow, name, getattr(material, name))
    workflow.save()
    draft = workflow.open_draft(by)
    with undoing.undoable(draft, "The draft was filled from a file.", by) if found else nullcontext():
        draft.fill(material.definition)
    return Taken(draft, is_new=found is None, changed=True)


def free_slug(client: Client, slug: str) -> str:
    """A short name that no workflow of the client has: letter, letter-2, … It stays free until the transaction ends."""
    _alone(client)
    taken = set(Workflow.with_assistants.filter(client=client).values_list("slug", flat=True))
    numbered = (f"{slug[:56]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (slug, *numbered) if name not in taken)


def _alone(client: Client) -> None:
    """Whoever else looks for a short name of this client's waits until this transaction ends."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def in_view(workflow: Workflow) -> Version | None:
    """The version that a file is compared with: the draft, or what is published."""
    return workflow.draft or workflow.published or workflow.versions.first()


def _as_it_is(workflow: Workflow, material: Material) -> Version | None:
    version = in_view(workflow)
    if version is None:
        return None
    wanted = material.model_copy(update={"slug": workflow.slug})
    return version if as_text(material_of(version)) == as_text(wanted) else None


def has_changes(workflow: Workflow) -> bool:
    """A draft that is the published version's copy, or empty, holds nobody's work."""
    draft, published = workflow.draft, workflow.published
    if draft is None:
        return False
    definition = draft.definition
    if published:
        return definition != published.definition
    return bool(definition.fields or definition.steps)


def _owner(material: Material, by: User | None) -> User | None:
    staff = Member.objects.filter(role__in=STAFF, user__email=material.owner).select_related("user").first()
    return staff.user if material.owner and staff else by
