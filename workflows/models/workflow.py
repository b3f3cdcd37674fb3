"""A workflow and its versions. What was published never changes: the database itself refuses (migration 0002)."""

import hashlib
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.engine import definition as engine
from workflows.engine.validate import Problem, validate

KEY = RegexValidator(r"^[a-z][a-z0-9_]*$", "Use small letters, digits and _, starting with a letter.")


class Unpublishable(Exception):
    """A draft with problems. `problems` holds all of them, each with its place and a sentence."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.sentence for problem in problems))


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
        return self.versions.filter(state=Version.State.PUBLISHED).first()

    @property
    def draft(self) -> "Version | None":
        return self.versions.filter(state=Version.State.DRAFT).first()

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
        draft = Version.objects.create(
            client_id=self.client_id, workflow=self, number=number, created_by=by, **limits.model_dump()
        )
        if source:
            draft.copy_from(source)
        return draft


class Version(Tenant):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"
        ASIDE = "aside", "Set aside"  # a draft that another one took the place of

    workflow = TenantKey(Workflow, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    name = models.CharField(max_length=80, blank=True, help_text="Optional, such as “Shorter letters”.")
    notes = models.TextField("release notes", blank=True, help_text="What changed, in a sentence or two.")
    revisions = models.PositiveSmallIntegerField(
        default=2, help_text="Rounds that gates may send a piece back."
    )
    changes = models.PositiveSmallIntegerField(default=3, help_text="Rounds that a reviewer may ask for.")
    attempts = models.PositiveIntegerField(default=200, help_text="Attempts of all steps of a run together.")
    minutes = models.PositiveIntegerField(
        default=60, help_text="Minutes of work for a run, without waiting for people."
    )
    cost_usd = models.FloatField(
        "cost limit in USD", null=True, blank=True, help_text="Empty: no limit of its own."
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_over = models.TextField(
        blank=True, editable=False
    )  # what spoke against it, and why all the same

    class Meta(Tenant.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "workflow", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["client", "workflow"], condition=models.Q(state="draft"), name="one_draft"
            ),
            models.UniqueConstraint(
                fields=["client", "workflow"], condition=models.Q(state="published"), name="one_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def limits(self) -> engine.Limits:
        return engine.Limits(**{name: getattr(self, name) for name in engine.Limits.model_fields})

    @property
    def definition(self) -> engine.Definition:
        return engine.Definition(
            fields=tuple(field.as_engine() for field in self.fields.all()),
            steps=tuple(step.as_engine() for step in self.steps.all()),
            limits=self.limits,
        )

    @property
    def fingerprint(self) -> str:
        """The same for the same definition: who decides on a draft says on which one."""
        return hashlib.sha256(self.definition.model_dump_json().encode()).hexdigest()

    def touch(self, by: User | None) -> None:
        """Somebody changed this draft just now."""
        self.changed_by, self.changed_at = by, timezone.now()
        self.save(update_fields=["changed_by", "changed_at"])

    def set_aside(self) -> None:
        self.state = self.State.ASIDE
        self.save(update_fields=["state"])

    def problems(self) -> list[Problem]:
        """All that is wrong or risky; only those of the level "problem" keep it from being published."""
        return validate(self.definition)

    @transaction.atomic
    def publish(self, by: User | None = None) -> Self:
        """Make this draft the one that new runs use. Runs in flight keep their version."""
        Workflow.with_assistants.select_for_update().get(pk=self.workflow_id)
        self.refresh_from_db(fields=["state"])
        if not self.is_draft:
            raise ValueError(
                f"Version {self.number} is {self.get_state_display().lower()}: only a draft is published."
            )
        if problems := [problem for problem in self.problems() if problem.level == "problem"]:
            raise Unpublishable(problems)
        self.workflow.versions.filter(state=self.State.PUBLISHED).update(state=self.State.RETIRED)
        self.state, self.published_by, self.published_at = self.State.PUBLISHED, by, timezone.now()
        self.save(update_fields=["state", "published_by", "published_at"])
        return self

    @transaction.atomic
    def copy_from(self, source: "Version") -> None:
        self.fill(source.definition)
        self.stand_on(source.base)

    @property
    def base(self) -> int | None:
        """The number of the template's version that it was made from, if its workflow follows one."""
        found = next(iter(self.bases.all()), None)
        return found.number if found else None

    def stand_on(self, number: int | None) -> None:
        self.bases.all().delete()
        if number is not None:
            self.bases.create(client_id=self.client_id, number=number)

    @transaction.atomic
    def fill(self, definition: engine.Definition) -> None:
        """Replace this draft's fields, steps and limits by those of a definition."""
        for name, value in definition.limits.model_dump().items():
            setattr(self, name, value)
        self.save()
        self.fields.all().delete()
        self.steps.all().delete()
        home = {"client_id": self.client_id, "version": self}
        Field.objects.bulk_create(
            Field(**home, position=n, **field.model_dump(mode="json"))
            for n, field in enumerate(definition.fields)
        )
        Step.objects.bulk_create(
            Step(**home, position=n, **step.model_dump(mode="json"))
            for n, step in enumerate(definition.steps)
        )


class Field(Tenant):
    """One question of the intake form."""

    KINDS = [
        ("line", "One line"), ("text", "Longer text"), ("number", "Number"), ("date", "Date"),
        ("choice", "One of a list"), ("choices", "Several of a list"), ("url", "Web address"),
        ("list", "List, one entry a line"), ("yes_no", "Yes or no"),
        ("files", "Pictures or PDFs"),
    ]  # fmt: skip

    version = TenantKey(Version, related_name="fields")
    position = models.PositiveIntegerField(default=0, db_index=True)
    key = models.CharField(max_length=40, validators=[KEY], help_text="How prompts name it: {{ brief.KEY }}.")
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=KINDS, default="line")
    help = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list, blank=True)
    max_length = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Tenant.Meta):
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "version", "key"], name="field_key")]

    def __str__(self) -> str:
        return self.label

    def as_engine(self) -> engine.Field:
        return engine.Field(**_values(self, engine.Field))


class Step(Tenant):
    """One node of a version."""

    version = TenantKey(Version, related_name="steps")
    position = models.PositiveIntegerField(default=0, db_index=True)
    key = models.CharField(
        max_length=40, validators=[KEY], help_text="How prompts name it: {{ steps.KEY.text }}."
    )
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=80, blank=True)
    purpose = models.TextField(blank=True, help_text="What it does, for the handoff page.")
    needs = models.JSONField(default=list, blank=True)
    when = models.CharField(
        max_length=300, blank=True, help_text="Only if this is true, for example brief.urgent."
    )
    for_each = models.CharField(
        max_length=120, blank=True, help_text="Once for each entry, for example brief.topics."
    )
    on_item_failure = models.CharField(
        max_length=10,
        default="fail",
        choices=[("fail", "Stop the run"), ("leave_out", "Leave the entry out")],
    )
    retries = models.PositiveSmallIntegerField(default=2)
    timeout = models.PositiveIntegerField(default=300, help_text="Seconds for one attempt.")
    settings = models.JSONField(default=dict, blank=True)

    class Meta(Tenant.Meta):
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "version", "key"], name="step_key")]

    def __str__(self) -> str:
        return self.title or self.key

    def as_engine(self) -> engine.Step:
        return engine.Step(**_values(self, engine.Step))


def _values(row: models.Model, shape: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}
