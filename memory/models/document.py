"""What a client gave, whole: a brand voice, constraints, past pieces, facts, who it writes for."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localdate

from tenants.models import User
from tenants.tenant import Tenant


class Kind(models.TextChoices):
    VOICE = "voice", "Brand voice"
    CONSTRAINTS = "constraints", "Constraints"
    SAMPLE = "sample", "Past piece"
    FACTS = "facts", "Facts"
    AUDIENCE = "audience", "Audience"


class Source(models.TextChoices):
    UPLOADED = "uploaded", "Uploaded"
    PASTED = "pasted", "Pasted"
    IMPORTED = "imported", "Imported from the web"
    APPROVED = "approved", "Approved piece"
    COPIED = "copied", "Copied from another client"


TRUST = {Source.IMPORTED: "imported from outside", Source.APPROVED: "approved piece"}


class Document(Tenant):
    """Its words as they are now; each earlier state of them is one of its versions. `number` is the one that it
    shows, 0 while no file of it has been read yet; `indexed` the one that its passages are of; `compared` the one
    for which its twins were looked for."""

    class State(models.TextChoices):
        FETCHING = "fetching", "Being fetched"
        UNREAD = "unread", "Waiting to be read"
        READING = "reading", "Being read"
        WAITING = "waiting", "Being indexed"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be read"

    UNDER_WAY = (State.FETCHING, State.UNREAD, State.READING, State.WAITING)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="Markdown.")
    digest = models.CharField(
        max_length=64, editable=False
    )  # sha256 of the text; of the file until it is read
    number = models.PositiveIntegerField(default=0, editable=False)
    indexed = models.PositiveIntegerField(default=0, editable=False)
    compared = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, editable=False)
    problem = models.TextField(blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(
        default=0, editable=False
    )  # begun to fetch or read, without an end
    embedded_by = models.CharField(
        max_length=80, blank=True, editable=False
    )  # the model of its vectors, if any
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PASTED, editable=False)
    url = models.CharField(max_length=2000, blank=True, editable=False)  # where it was imported from
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    expires_at = models.DateField(null=True, blank=True)  # the last day on which it is recalled
    run = models.UUIDField(null=True, editable=False)  # the run whose approved piece this is
    brief = models.JSONField(default=dict, blank=True, editable=False)  # what that run was asked for
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Tenant.Meta):
        ordering = ["kind", "title"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "digest"], name="document_once")]
        indexes = [models.Index(fields=["client", "kind", "-added_at"], name="document_by_kind")]

    def __str__(self) -> str:
        return self.title

    @property
    def trust(self) -> str:
        return TRUST.get(Source(self.source), "given by people")

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    def has_expired(self, today: date | None = None) -> bool:
        return self.expires_at is not None and self.expires_at < (today or localdate())
