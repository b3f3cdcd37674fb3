"""An agency with a client and a person who is signed in, for benchmarks of pages. Touches models."""

import cProfile
import pstats
import sys
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.test import Client as Browser

from tenants.models import Agency, Client, User
from tenants.scope import scope


class House(NamedTuple):
    agency: Agency
    client: Client
    person: User  # of no role yet
    browser: Browser


def founded() -> House:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    agency = Agency.found(name="Bench", slug="bench")
    with scope([], agency.pk):
        client = agency.create_client(name="Bench", slug="bench")
    person = User.objects.create_user("bench@example.com")
    browser = Browser()
    browser.force_login(person)
    return House(agency, client, person, browser)


def profiled(act: Callable[[], object]) -> None:
    """Where its time goes, to stderr; once before for warming up."""
    act()
    profile = cProfile.Profile()
    profile.runcall(act)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(30)
