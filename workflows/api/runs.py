"""Where runs stand, and cancelling one."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers as s
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.keys import KeyedView
from workflows import decisions
from workflows.api.errors import Conflict
from workflows.api.pages import page
from workflows.api.requests import Nothing, Runs
from workflows.api.shapes import RunSerializer, RunWithStepsSerializer
from workflows.models import Run


class RunList(KeyedView):
    throttle_scope = "read"

    @extend_schema(
        operation_id="list_runs",
        parameters=[Runs],
        responses=inline_serializer(
            "Runs", {"results": RunSerializer(many=True), "next": s.URLField(allow_null=True)}
        ),
    )
    def get(self, request: Request) -> Response:
        """The client's runs, newest first."""
        asked = Runs.read(request.query_params.dict())
        rows = Run.objects.select_related("version__workflow")
        if asked["workflow"]:
            rows = rows.filter(version__workflow__slug=asked["workflow"])
        found, following = page(
            request, rows, cursor=asked["cursor"], limit=asked["limit"], newest_first=True
        )
        return Response(
            {"results": RunSerializer(found, many=True, context={"request": request}).data, "next": following}
        )


class RunDetail(KeyedView):
    throttle_scope = "read"

    @extend_schema(operation_id="get_run", responses=RunWithStepsSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One run: where each step stands, what the gates found, and the piece once it is approved."""
        Nothing.read(request.query_params.dict())
        return Response(RunWithStepsSerializer(find(id), context={"request": request}).data)


class RunCancellation(KeyedView):
    throttle_scope = "start"

    @extend_schema(
        operation_id="cancel_run",
        request=None,
        responses={202: RunSerializer, 409: OpenApiResponse(description="The run has already ended.")},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Stop a run. What it has made so far is kept; nothing more is delivered."""
        Nothing.read(request.data)
        run = find(id)
        if not decisions.cancel(run):
            raise Conflict(f"This run has already ended: it is {run.get_state_display().lower()}.")
        return Response(RunSerializer(run, context={"request": request}).data, status.HTTP_202_ACCEPTED)


def find(id: UUID) -> Run:
    run = Run.objects.select_related("version__workflow").filter(pk=id).first()
    if run is None:
        raise NotFound
    return run
