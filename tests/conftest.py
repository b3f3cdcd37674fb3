"""Tests run on real Postgres as the app's own role. The owner's connection only makes the test database."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client as Browser

from tenants.models import User
from tests import databases, flushing
from tests.cast import Cast, assemble
from tests.stand_in.fixtures import _stand_in_server, stand_in  # noqa: F401


def pytest_configure() -> None:
    """Slow hashes protect passwords, a drain that lingers waits for work, and a server that lists its files as it
    starts answers faster: not tests.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.DRAIN_IDLE = 0.2
    hypothesis.settings.register_profile("baton", deadline=None)  # no test is about how fast the computer is
    hypothesis.settings.load_profile("baton")
    flushing.install()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Not TEST["MIRROR"]: rows leak between tests there. The owner migrates, then `default` points at the result."""
    owner, app = connections["owner"], connections["default"]
    usual = owner.settings_dict["NAME"]
    with django_db_blocker.unblock():
        app.close()
        app.settings_dict["NAME"] = databases.made(owner, getattr(request.config, "workerinput", {}))
        app.settings_dict["CONN_MAX_AGE"] = 0
    yield
    with django_db_blocker.unblock():
        app.close()
        flushing.close()
        owner.creation.destroy_test_db(usual, 0)


@pytest.fixture
def cast(db: None) -> Cast:
    """Ours, a colleague, and the rival who must see nothing."""
    return assemble()


@pytest.fixture
def browse() -> object:
    """`browse(user)`: Django's test client, signed in as that person."""

    def signed_in(user: User, **extra: object) -> Browser:
        browser = Browser(**extra)  # type: ignore[arg-type]
        browser.force_login(user)
        return browser

    return signed_in
