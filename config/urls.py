"""All addresses."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from config.views import closed, home
from reviews.views.styleguide import styleguide
from workflows.views import (
    file,
    handoff_markdown,
    handoff_page,
    handoff_pdf,
    shared_markdown,
    shared_page,
    shared_pdf,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}portal/img/baton.svg")),
    path("api/", include("config.api")),
    path(
        "accounts/email/", closed
    ),  # an address that nobody confirmed would take the invitations meant for its owner
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("portal/workflows/<int:pk>/handoff/", handoff_page, name="handoff"),
    path("portal/workflows/<int:pk>/handoff.md", handoff_markdown, name="handoff_markdown"),
    path("portal/workflows/<int:pk>/handoff.pdf", handoff_pdf, name="handoff_pdf"),
    path("handoff/<slug:token>/", shared_page, name="handoff_link"),
    path("handoff/<slug:token>/page.md", shared_markdown, name="handoff_link_markdown"),
    path("handoff/<slug:token>/page.pdf", shared_pdf, name="handoff_link_pdf"),
    path("portal/files/<uuid:pk>/", file, name="file"),
    path("portal/", include("reviews.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
