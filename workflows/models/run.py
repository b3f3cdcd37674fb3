"""A run, its attempts and their calls to models: the record of what happened, from which the planner goes on."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Now

from tenants.ids import uuid7
from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.engine import definition as engine
from workflows.models.bulk import Bulk
from workflows.models.version import Version


class RealRuns(ScopedManager):
    """Those that made, or were to make, a piece. A trial is nobody's work: it stays out of lists, numbers and faces."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(trial__isnull=True)


class Run(Tenant):
    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)

    class Origin(models.TextChoices):
        STAFF = "staff", "Agency"
        PORTAL = "portal", "Portal"
        API = "api", "API"
        COMMAND = "command", "Command line"
        SCHEDULE = "schedule", "Schedule"
        BULK = "bulk", "Bulk start"
        TRIAL = "trial", "Trial"

    class Priority(models.IntegerChoices):
        LOW = -1, "Low"
        NORMAL = 0, "Normal"
        HIGH = 1, "High"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = TenantKey(Version, on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)
    brief = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    sentence = models.TextField(blank=True)  # why it waits, stopped or failed
    flagged = models.BooleanField(default=False)  # a gate had no round left, at any time
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001 (null: any number of runs without one)
    request_digest = models.CharField(max_length=64, blank=True)
    bulk = TenantKey(Bulk, on_delete=models.PROTECT, null=True, related_name="runs", db_index=False)
    bulk_row = models.PositiveIntegerField(null=True)  # its number in the sheet
    trial = models.JSONField(null=True)  # what is different in a trial (workflows.trials); null: a real run
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[RealRuns] = RealRuns()
    with_trials: ClassVar[ScopedManager] = ScopedManager()

    class Meta(Tenant.Meta):
        base_manager_name = "with_trials"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["client", "idempotency_key"], name="run_idempotency"),
            models.UniqueConstraint(
                fields=["client", "bulk", "bulk_row"],
                condition=models.Q(bulk__isnull=False),
                name="run_of_row",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-created_at"], name="run_newest"),
            models.Index(fields=["-created_at"], name="run_newest_of_agency"),
        ]

    def __str__(self) -> str:
        return self.title

    spent: Any  # of a list's runs: what each has cost so far (workflows.costs.calls.attach)

    @property
    def workflow(self) -> Any:
        return self.version.workflow

    @property
    def definition(self) -> engine.Definition:
        """What it runs by: its version's, or that of a draft as it was when the trial began."""
        frozen = (self.trial or {}).get("definition")
        return engine.Definition.model_validate(frozen) if frozen else self.version.definition

    @property
    def within(self) -> engine.Definition:
        """What of it may be done now: all, but in a trial that goes step by step (workflows.stepping)."""
        most = (self.trial or {}).get("steps")
        return self.definition.first(most) if most else self.definition

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def cost(self) -> Any:
        """USD of all calls with a known price."""
        return self.calls.aggregate(
            total=Coalesce(models.Sum("cost_usd"), models.Value(0, models.DecimalField()))
        )["total"]


class Attempt(Tenant):
    """One try of one step. The columns up to `note` are the engine's Attempt (workflows.engine.plan)."""

    class State(models.TextChoices):
        OPEN = "open", "Running"
        PASSED = "passed", "Passed"
        REJECTED = "rejected", "Sent back"
        WAITING = "waiting", "Waiting"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"

    run = TenantKey(Run, related_name="attempts")
    key = models.CharField(max_length=40)
    item = models.IntegerField(null=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    consumed = models.JSONField(default=dict)
    output = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    judgements = models.JSONField(default=list, db_default=[])  # of a rubric: every one, raw
    flagged = models.BooleanField(default=False)
    by_person = models.BooleanField(default=False)
    back_to = models.CharField(max_length=40, blank=True)
    final = models.BooleanField(default=False)
    retry_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    forgiven = models.BooleanField(default=False)
    best_of = models.PositiveIntegerField(null=True)
    draw = models.CharField(
        max_length=4, blank=True, default="", db_default=""
    )  # of a review's audit: hit, miss
    edited = models.BooleanField(
        default=False, db_default=False
    )  # approved after the person had changed the text
    owner = models.CharField(max_length=8, blank=True)  # for a failure: who must act
    note = models.TextField(blank=True)
    context = models.JSONField(default=list)  # the passages that memory gave
    room = models.JSONField(default=dict, db_default={})  # how their budget was divided, and what had no room
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "run", "key", "item", "number"], name="attempt_number", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def is_mark(self) -> bool:
        """Not a try: a person asked for the step to be done again (workflows.retrying)."""
        return self.state == self.State.FAILED and self.forgiven and self.by_person


class Call(Tenant):
    """One request to a model: written before it is sent, settled after, so that a crash can't hide a cost."""

    class State(models.TextChoices):
        ORDERED = "ordered", "In a batch"
        SENT = "sent", "Sent"
        ANSWERED = "answered", "Answered"
        FAILED = "failed", "Failed"

    class Payer(models.TextChoices):
        DEPLOYMENT = "deployment", "The deployment’s key"
        AGENCY = "agency", "The agency’s key"
        CLIENT = "client", "The client’s own key"

    run = TenantKey(Run, related_name="calls")
    attempt = TenantKey(Attempt, related_name="calls")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    route = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    why = models.TextField(blank=True)  # this model and not an earlier one of the route, in a sentence
    context = models.TextField(blank=True)  # the stable block as sent
    prompt = models.TextField()  # as sent
    files = models.JSONField(default=list)  # what went with it: name and sha256 of each
    answer = models.TextField(blank=True)
    stop = models.CharField(max_length=12, blank=True)
    problem = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(null=True)
    cache_read_tokens = models.PositiveIntegerField(null=True)
    cache_write_tokens = models.PositiveIntegerField(null=True)
    cache_write_long_tokens = models.PositiveIntegerField(null=True)  # of those, what is kept for an hour
    output_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)
    cost_usd = models.DecimalField(
        max_digits=12, decimal_places=6, null=True
    )  # null: unknown, never taken for 0
    reserved_usd = models.DecimalField(
        max_digits=12, decimal_places=6, null=True
    )  # the most that it could cost, told before it was sent; null: no price was known
    credential = models.CharField(max_length=60, blank=True)  # which key paid (providers.base.Account)
    payer = models.CharField(max_length=10, choices=Payer.choices, blank=True)  # and whose it was
    written_off_at = models.DateTimeField(null=True)  # a person let go of what it may have cost
    request_id = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["id"]
        indexes = [
            models.Index(fields=["client", "run"], name="call_of_run"),
            models.Index(
                fields=["client", "sent_at"],
                include=["cost_usd", "reserved_usd", "written_off_at"],
                name="call_costs_by_time",
            ),  # with what budgets and months are summed from: before each call under a budget, and a year at a time
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.get_state_display()}"
