"""What the API tells, field by field: no prompt, no cost, no person's name, nothing that isn't named here."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from memory.prose.markdown import html
from workflows.models import Attempt, Delivery, Run, Workflow

STATUS = {"open": "running", "rejected": "sent back"}  # an attempt's state, where the API calls it otherwise
LOUDEST = (
    "open",
    "waiting",
    "failed",
    "rejected",
    "flagged",
    "passed",
    "skipped",
)  # of several entries of a list


class FieldSerializer(s.Serializer):
    key = s.CharField(help_text="The name to send the answer under, in `inputs`.")
    label = s.CharField()  # type: ignore[assignment]  # a name of the base class, but not of ours
    kind = s.ChoiceField(
        ["line", "text", "number", "date", "choice", "choices", "url", "list", "yes_no", "files"]
    )
    help = s.CharField()
    required = s.BooleanField()  # type: ignore[assignment]
    options = s.ListField(child=s.CharField(), help_text="For `choice` and `choices`: what may be chosen.")
    max_length = s.IntegerField(allow_null=True, help_text="Characters, entries of a list, or files.")


class WorkflowSerializer(s.Serializer):
    slug = s.CharField()
    name = s.CharField()
    purpose = s.CharField()
    version = s.IntegerField(source="published.number", help_text="The one that new runs use.")
    url = s.SerializerMethodField()

    def get_url(self, workflow: Workflow) -> str:
        return address("workflow", workflow.slug, self.context)


class WorkflowWithFieldsSerializer(WorkflowSerializer):
    fields_ = FieldSerializer(many=True, source="published.fields.all")

    def get_fields(self) -> dict[str, Any]:
        """`fields` is a name that serializers keep for themselves."""
        declared = super().get_fields()
        return {name.rstrip("_"): field for name, field in declared.items()}


class FindingSerializer(s.Serializer):
    criterion = s.CharField()
    why = s.CharField()
    quote = s.CharField(help_text="The exact words in the piece; empty where all of it is meant.")
    suggestion = s.CharField(allow_null=True, help_text="What to write instead; null: no suggestion.")
    score = s.FloatField(allow_null=True, help_text="0 to 10; null for a rule.")
    must_pass = s.BooleanField()


class StepSerializer(s.Serializer):
    key = s.CharField()
    kind = s.CharField()
    title = s.CharField()
    status = s.ChoiceField(
        ["pending", "running", "waiting", "passed", "flagged", "sent back", "failed", "skipped"]
    )
    flagged = s.BooleanField(help_text="It found something and no round was left to mend it.")
    attempts = s.IntegerField()
    findings = FindingSerializer(many=True, help_text="Of the last attempt.")


class OutputSerializer(s.Serializer):
    id = s.UUIDField()
    status = s.SerializerMethodField()
    title = s.CharField()
    slug = s.CharField()
    workflow = s.CharField(source="run.version.workflow.slug")
    run = s.UUIDField(source="run_id")
    step = s.CharField(source="step_key")
    item = s.IntegerField(
        allow_null=True, help_text="Which entry of a list it was made for; null: not from a list."
    )
    approved_at = s.DateTimeField(source="delivered_at")
    approved_by = s.ChoiceField(Delivery.ApprovedBy.choices)
    content_hash = s.SerializerMethodField()
    markdown = s.CharField(source="text")
    html = s.SerializerMethodField(help_text="Sanitised; pictures are left out.")
    url = s.SerializerMethodField()

    @extend_schema_field(s.ChoiceField(["approved"]))
    def get_status(self, piece: Delivery) -> str:
        return "approved"

    def get_content_hash(self, piece: Delivery) -> str:
        return f"sha256:{piece.digest}"

    def get_html(self, piece: Delivery) -> str:
        return html(piece.text)

    def get_url(self, piece: Delivery) -> str:
        return address("output", piece.pk, self.context)


class RunSerializer(s.Serializer):
    id = s.UUIDField()
    workflow = s.CharField(source="version.workflow.slug")
    version = s.IntegerField(source="version.number")
    title = s.CharField()
    status = s.ChoiceField(Run.State.choices, source="state")
    sentence = s.CharField(help_text="Why it waits, stopped or failed.")
    flagged = s.BooleanField(help_text="A gate found something and no round was left: a person looks at it.")
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)
    url = s.SerializerMethodField()

    def get_url(self, run: Run) -> str:
        return address("run", run.pk, self.context)


class RunWithStepsSerializer(RunSerializer):
    steps = s.SerializerMethodField()
    output = s.SerializerMethodField(help_text="The approved piece; null as long as there is none.")
    outputs = s.SerializerMethodField(help_text="All approved pieces, where a run makes several.")

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, run: Run) -> Any:
        return StepSerializer(steps_of(run), many=True).data

    @extend_schema_field(OutputSerializer(allow_null=True))
    def get_output(self, run: Run) -> Any:
        pieces = self.get_outputs(run)
        return pieces[0] if pieces else None

    @extend_schema_field(OutputSerializer(many=True))
    def get_outputs(self, run: Run) -> Any:
        return OutputSerializer(shelf(run.deliveries), many=True, context=self.context).data


def address(name: str, key: Any, context: Mapping[str, Any]) -> str:
    """A full address, as whoever asks reaches us; outside of a request as the settings say."""
    path = reverse(f"api:{name}", args=[key])
    request = context.get("request")
    return request.build_absolute_uri(path) if request else f"{settings.SITE_URL}{path}"


def shelf(deliveries: Any) -> Any:
    """The approved pieces that wait to be pulled, in the order in which they were approved."""
    return deliveries.filter(connection="").select_related("run__version__workflow").order_by("id")


def steps_of(run: Run) -> list[dict[str, Any]]:
    """Each step of the run's version, in order, with where it stands."""
    tried: dict[str, list[Attempt]] = {}
    for attempt in run.attempts.order_by("number"):
        tried.setdefault(attempt.key, []).append(attempt)
    return [_step(step, tried.get(step.key, [])) for step in run.definition.steps]


def _step(step: Any, attempts: list[Attempt]) -> dict[str, Any]:
    last = {attempt.item: attempt for attempt in attempts}.values()
    return {
        "key": step.key,
        "kind": step.kind,
        "title": step.title or step.key,
        "status": _status(last),
        "flagged": any(attempt.flagged for attempt in last),
        "attempts": len(attempts),
        "findings": [finding for attempt in last for finding in attempt.findings],
    }


def _status(attempts: Iterable[Attempt]) -> str:
    states = {
        "flagged" if attempt.flagged and attempt.state == "passed" else attempt.state for attempt in attempts
    }
    state = next((state for state in LOUDEST if state in states), "pending")
    return STATUS.get(state, state)
