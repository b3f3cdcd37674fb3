"""Which workflows there are, what they ask, and starting one."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.keys import KeyedView
from workflows import intake, limits
from workflows.api.errors import Conflict, Full, Invalid
from workflows.api.requests import Nothing, Start, idempotency_key
from workflows.api.shapes import RunSerializer, WorkflowSerializer, WorkflowWithFieldsSerializer
from workflows.models import Run, Version, Workflow

KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Your own name for this request. Sent again with the same body it gives the same run.",
)


class WorkflowList(KeyedView):
    throttle_scope = "read"

    @extend_schema(
        operation_id="list_workflows",
        responses=inline_serializer("Workflows", {"results": WorkflowSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """The client's published workflows."""
        Nothing.read(request.query_params.dict())
        shown = WorkflowSerializer(published(), many=True, context={"request": request})
        return Response({"results": shown.data})


class WorkflowDetail(KeyedView):
    throttle_scope = "read"

    @extend_schema(operation_id="get_workflow", responses=WorkflowWithFieldsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One workflow with the fields of its intake form."""
        Nothing.read(request.query_params.dict())
        return Response(WorkflowWithFieldsSerializer(find(slug), context={"request": request}).data)


class WorkflowRuns(KeyedView):
    throttle_scope = "start"

    @extend_schema(
        operation_id="start_run",
        parameters=[KEY_HEADER],
        request=Start,
        responses={
            202: RunSerializer,
            409: OpenApiResponse(description="The same Idempotency-Key is being worked on: try again."),
            422: OpenApiResponse(description="Everything that is wrong with the brief; no run was made."),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        """Start a run with a brief. It goes on by itself: look at its `url`, or pull from the outputs."""
        workflow = find(slug)
        brief = Start.read(request.data)["inputs"]
        shown = RunSerializer(
            _start(workflow, brief, idempotency_key(request)), context={"request": request}
        ).data
        return Response(shown, status.HTTP_202_ACCEPTED, headers={"Location": shown["url"]})


def published():
    return Workflow.objects.filter(versions__state=Version.State.PUBLISHED)


def find(slug: str) -> Workflow:
    workflow = published().filter(slug=slug).first()
    if workflow is None:
        raise NotFound
    return workflow


def _start(workflow: Workflow, brief: dict, key: str | None) -> Run:
    try:
        return intake.start(workflow, brief, by=None, origin=Run.Origin.API, idempotency_key=key)
    except intake.BadBrief as bad:
        raise Invalid([intake.Problem(f"inputs.{p.field}".rstrip("."), p.sentence) for p in bad.problems])
    except intake.KeyReused as reused:
        raise Invalid([intake.Problem("Idempotency-Key", str(reused))])
    except intake.KeyInFlight as busy:
        raise Conflict(str(busy), wait=1)
    except limits.QueueFull as full:
        raise Full(str(full), wait=limits.RETRY_AFTER)
