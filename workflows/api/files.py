"""Files that go with a brief: uploaded first, then named in it by their ids."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers as s
from rest_framework import status
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.keys import KeyedView
from tenants.models import ApiKey
from workflows import files
from workflows.api.errors import Invalid
from workflows.intake import Problem

MISSING = "Send one file as multipart/form-data, in a part called “file”."


class Upload(s.Serializer):
    file = s.FileField(help_text=f"{files.KINDS}, by its content.")


class FileSerializer(s.Serializer):
    id = s.UUIDField(help_text="Put it into `inputs`, in the list of a field of the kind `files`.")
    name = s.CharField()
    media_type = s.CharField()
    size = s.IntegerField(help_text="Bytes.")


class FileList(KeyedView):
    throttle_scope = "start"
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="upload_file",
        request={"multipart/form-data": Upload},
        responses={201: FileSerializer, 422: OpenApiResponse(description="Why the file was not taken.")},
    )
    def post(self, request: Request) -> Response:
        """Keep a picture or a PDF for a brief. The same file sent again gives the same id."""
        try:
            uploads = request.FILES.getlist("file")
        except (UnsupportedMediaType, ParseError):
            uploads = []
        if len(uploads) != 1:
            raise Invalid([Problem("file", MISSING)])
        key: ApiKey = request.auth  # type: ignore[assignment]  # its authentication is ours
        content = uploads[0].read(files.most() + 1)
        try:
            row = files.keep(key.client_id, uploads[0].name or "", content)
        except files.Refused as refused:
            raise Invalid([Problem("file", str(refused))])
        return Response(FileSerializer(row).data, status.HTTP_201_CREATED)
