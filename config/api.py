"""All addresses of the API."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from workflows.api import files, outputs, runs, workflows
from workflows.api.errors import nowhere
from workflows.api.index import index

app_name = "api"

v1 = [
    path("workflows", workflows.WorkflowList.as_view(), name="workflows"),
    path("workflows/<slug:slug>", workflows.WorkflowDetail.as_view(), name="workflow"),
    path("workflows/<slug:slug>/runs", workflows.WorkflowRuns.as_view(), name="workflow-runs"),
    path("files", files.FileList.as_view(), name="files"),
    path("runs", runs.RunList.as_view(), name="runs"),
    path("runs/<uuid:id>", runs.RunDetail.as_view(), name="run"),
    path("runs/<uuid:id>/cancellation", runs.RunCancellation.as_view(), name="run-cancellation"),
    path("outputs", outputs.OutputList.as_view(), name="outputs"),
    path("outputs/<uuid:id>", outputs.OutputDetail.as_view(), name="output"),
]

urlpatterns = [
    path("", index, name="index"),
    path("v1/", index),
    path("v1/", include(v1)),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path("", nowhere),
]
