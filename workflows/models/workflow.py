"""A workflow: what one client has made, time and again. What it does stands in its versions (version)."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant
from workflows.engine import definition as engine

if TYPE_CHECKING:
    from workflows.models.version import Version


class OwnWorkflows(ScopedManager):
    """The client's own. Baton's assistants are workflows too, in no list (workflows.assistants)."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(assistant="")


class Workflow(Tenant):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, help_text="Names the workflow in addresses, commands and the API.")
    purpose = models.TextField(
        blank=True, help_text="What it makes, for whom, and why. Shown on the handoff page."
    )
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    cadence = models.CharField(
        max_length=80, blank=True, help_text="How often it runs, for example “first Monday”."
    )
    minutes_by_hand = models.PositiveIntegerField(
        null=True, blank=True, help_text="What one piece takes by hand today."
    )
    golden_needed = models.BooleanField(
        "publishing asks for the golden briefs",
        default=False,
        help_text="A draft has to pass its gates on them at least as often as the published version.",
    )
    second_person = models.BooleanField("publishing needs a second person", default=False, editable=False)
    paused = models.BooleanField(default=False, editable=False)  # its runs rest until it is resumed
    assistant = models.CharField(max_length=20, blank=True, editable=False)  # which one it is; "": none
    gallery = models.CharField(  # the one of Baton's gallery that it began as; "": none
        max_length=60, blank=True, db_default="", default="", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[OwnWorkflows] = OwnWorkflows()
    with_assistants: ClassVar[ScopedManager] = ScopedManager()

    class Meta(Tenant.Meta):
        base_manager_name = "with_assistants"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["client", "slug"], name="workflow_slug")]

    def __str__(self) -> str:
        return self.name

    @property
    def published(self) -> "Version | None":
        return self.versions.published()

    @property
    def draft(self) -> "Version | None":
        return self.versions.draft()

    @transaction.atomic
    def restore(self, source: "Version", by: User | None = None) -> "Version":
        """A new draft from an earlier version. A draft that is there is set aside: it can be restored too."""
        Workflow.with_assistants.select_for_update().get(pk=self.pk)
        if draft := self.draft:
            draft.set_aside()
        draft = self.open_draft(by=by)
        draft.copy_from(source)
        return draft

    @transaction.atomic
    def open_draft(self, by: User | None = None) -> "Version":
        """The draft; where there is none, a copy of the published version, or an empty one."""
        Workflow.with_assistants.select_for_update().get(pk=self.pk)
        if draft := self.draft:
            return draft
        last = self.versions.order_by("-number").first()
        number = last.number + 1 if last else 1
        source = self.published or last
        limits = source.limits if source else engine.Limits()
        draft = self.versions.create(
            client_id=self.client_id, number=number, created_by=by, **limits.model_dump()
        )
        if source:
            draft.copy_from(source)
        return draft
