"""The shelf: approved pieces, for a CMS to pull."""

from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as s
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.keys import KeyedView
from workflows.api.pages import page
from workflows.api.requests import Nothing, Outputs
from workflows.api.shapes import OutputSerializer, shelf
from workflows.models import Delivery


class OutputList(KeyedView):
    throttle_scope = "read"

    @extend_schema(
        operation_id="list_outputs",
        parameters=[Outputs],
        responses=inline_serializer(
            "Outputs", {"results": OutputSerializer(many=True), "next": s.URLField(allow_null=True)}
        ),
    )
    def get(self, request: Request) -> Response:
        """The client's approved pieces, oldest first."""
        asked = Outputs.read(request.query_params.dict())
        rows = shelf(Delivery.objects)
        if asked["since"]:
            rows = rows.filter(delivered_at__gte=asked["since"])
        if asked["workflow"]:
            rows = rows.filter(run__version__workflow__slug=asked["workflow"])
        found, following = page(
            request, rows, cursor=asked["cursor"], limit=asked["limit"], newest_first=False
        )
        shown = OutputSerializer(found, many=True, context={"request": request})
        return Response({"results": shown.data, "next": following})


class OutputDetail(KeyedView):
    throttle_scope = "read"

    @extend_schema(operation_id="get_output", responses=OutputSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One approved piece."""
        Nothing.read(request.query_params.dict())
        piece = shelf(Delivery.objects).filter(pk=id).first()
        if piece is None:
            raise NotFound
        return Response(OutputSerializer(piece, context={"request": request}).data)
