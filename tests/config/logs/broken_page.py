"""Addresses whose views have a bug."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request

from tenants.keys import KeyedView


def breaks(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(1 / 0))


class Breaks(KeyedView):
    def get(self, _request: Request) -> HttpResponse:
        return HttpResponse(str(1 / 0))


urlpatterns = [path("breaks/", breaks), path("api/breaks/", Breaks.as_view())]
