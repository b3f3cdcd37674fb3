"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from config.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("api/", include("config.api")),
    path("accounts/", include("allauth.urls")),
    path("portal/", include("reviews.urls")),
]
